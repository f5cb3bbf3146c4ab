"""The dashboard's maps: what each shows (maps.toml), and the command that packs them out of Natural Earth's shapes."""
