import Config

# Evaluated at every boot, also by `bin/exrelease eval`. The variables are required in production
# and optional in development; tests ignore them.

read = fn name ->
  case System.get_env(name) do
    empty when empty in [nil, ""] -> nil
    value -> value
  end
end

required = fn name, purpose, example ->
  value = read.(name)

  if value == nil and config_env() == :prod do
    raise """
    environment variable #{name} is missing.
    It holds #{purpose}. Set it, for example:

        export #{name}=#{example}
    """
  end

  value
end

if config_env() != :test do
  if secret =
       required.(
         "SECRET_KEY_BASE",
         "the secret that signs the visitors' cookies",
         "\"$(openssl rand -base64 48)\""
       ) do
    config :exrelease, secret_key_base: secret
  end

  if port = required.("APP_PORT", "the TCP port on which the server listens", "4000") do
    case Integer.parse(port) do
      {number, ""} when number in 1..65_535 ->
        config :exrelease, http: [port: number]

      _ ->
        raise """
        environment variable APP_PORT is #{inspect(port)}, but a port is a number from 1 to 65535.
        Set it, for example:

            export APP_PORT=4000
        """
    end
  end

  if address = read.("APP_ADDRESS") do
    case :inet.parse_strict_address(String.to_charlist(address)) do
      {:ok, parsed} ->
        config :exrelease, http: [address: parsed]

      {:error, :einval} ->
        raise """
        environment variable APP_ADDRESS is #{inspect(address)}, but it must be an IPv4 or IPv6 address.
        Set it, for example:

            export APP_ADDRESS=127.0.0.1
        """
    end
  end

  # Without a database, visits are counted in a file; where its folder can't be written, in memory.
  if url = read.("DATABASE_URL"), do: config(:exrelease, database_url: url)

  config :exrelease,
    data_dir: read.("DATA_DIR") || Path.join(System.tmp_dir() || "/tmp", "exrelease")
end
