import Config

# Port 0 lets the operating system choose, so tests never collide with a running server.
config :exrelease, http: [address: {127, 0, 0, 1}, port: 0]

# npm and the digester need not run in front of the tests.
config :exrelease, static_folder: Path.expand("../test/support/static", __DIR__)

config :logger, level: :warning
