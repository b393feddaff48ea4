import Config

config :exrelease,
  http: [address: {0, 0, 0, 0}, port: 4000],
  # Seconds for which a browser may keep a static file without asking again.
  # Read at compile time by Exrelease.Assets.
  assets_max_age: 0

import_config "#{config_env()}.exs"
