"""General tools that know nothing of squats; they import nothing of ours."""
