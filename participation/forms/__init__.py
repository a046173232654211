"""What may be asked of the public, and of the desk."""
