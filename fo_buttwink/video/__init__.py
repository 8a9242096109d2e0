"""Video files: fetch them, read them, cut and shrink their pictures."""
