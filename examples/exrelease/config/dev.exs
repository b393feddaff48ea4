import Config

config :exrelease, http: [address: {127, 0, 0, 1}]
