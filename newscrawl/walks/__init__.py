"""When a walk ends: listings, issues of a newspaper, the days of an edition. Pure."""
