"""An article read in order: what it goes on about, and each strike as often as it is told."""
