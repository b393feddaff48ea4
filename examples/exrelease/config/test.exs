import Config

# Port 0 lets the operating system choose, so tests never collide with a running server.
config :exrelease, http: [address: {127, 0, 0, 1}, port: 0]

config :logger, level: :warning
