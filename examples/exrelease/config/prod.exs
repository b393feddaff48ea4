import Config

config :exrelease, assets_max_age: 3600

config :logger, level: :info
