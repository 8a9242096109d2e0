"""General tools that know nothing of squats; of ours they import only the errors."""
