"""Pictures of every page, on a phone and a desk, light and dark, in both languages, with the demo's people in them."""
