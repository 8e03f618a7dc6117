"""The catalog: sites, channels and their rules as data, one TOML file a site."""
