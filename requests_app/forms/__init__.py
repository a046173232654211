"""What may be asked of us: of applicants (`public`), of the people who handle cases (`desk`)."""
