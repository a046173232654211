"""What an installation needs beside the application, and the same composition without containers."""
