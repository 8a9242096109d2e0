"""What a measured pattern may mean: readings for people, made from facts, with their sources."""
