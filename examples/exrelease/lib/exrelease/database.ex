defmodule Exrelease.Database do
  @moduledoc """
  A connection to PostgreSQL, by the driver of ejabberd (Debian's `erlang-p1-pgsql`), which logs in by password or MD5.
  """

  # The driver is no dependency of mix.exs: it is there where its Debian package is.
  @compile {:no_warn_undefined, :pgsql}

  @default_port 5432
  @timeout 5_000

  @type connection :: pid()

  @doc """
  Connects the calling process, to which the connection is linked, with `postgres://USER:PASSWORD@HOST:PORT/DATABASE`.
  """
  @spec connect(String.t()) :: {:ok, connection()} | {:error, String.t()}
  def connect(url) do
    with {:ok, options} <- options(url),
         :ok <- driver() do
      case trapping_exits(fn -> :pgsql.connect(options) end) do
        {:ok, connection} ->
          {:ok, connection}

        {:error, reason} ->
          {:error, "can't connect to #{without_password(url)}: #{describe(reason)}"}
      end
    end
  end

  @doc """
  Executes one statement or several, and returns the rows of the last one, their values as text.

  Where one fails, the transaction that it belongs to is rolled back.
  """
  @spec query(connection(), String.t()) :: {:ok, [[String.t()]]} | {:error, String.t()}
  def query(connection, sql) do
    {:ok, results} = :pgsql.squery(connection, sql, :infinity)

    case List.keyfind(results, :error, 0) do
      {:error, error} -> {:error, describe(error)}
      nil -> {:ok, rows(List.last(results))}
    end
  end

  @doc """
  Ends a connection.
  """
  @spec disconnect(connection()) :: :ok
  def disconnect(connection) do
    :pgsql.terminate(connection)
    :ok
  end

  @doc """
  The address without what nobody should read in a log.
  """
  @spec without_password(String.t()) :: String.t()
  def without_password(url), do: String.replace(url, ~r{//[^@/]*@}, "//")

  @doc """
  What the driver takes, of a URL.
  """
  @spec options(String.t()) :: {:ok, keyword()} | {:error, String.t()}
  def options(url) do
    uri = URI.parse(url)
    database = String.trim_leading(uri.path || "", "/")

    if uri.scheme in ["postgres", "postgresql", "ecto"] and uri.host not in [nil, ""] and
         database != "" do
      [user, password] = credentials(uri.userinfo || "")

      {:ok,
       [
         host: String.to_charlist(uri.host),
         port: uri.port || @default_port,
         user: user,
         password: password,
         database: URI.decode(database),
         connect_timeout: @timeout,
         as_binary: true
       ]}
    else
      {:error,
       "DATABASE_URL is #{inspect(without_password(url))}; it is postgres://USER:PASSWORD@HOST:PORT/DATABASE"}
    end
  end

  defp credentials(userinfo) do
    case String.split(userinfo, ":", parts: 2) do
      [user, password] -> [URI.decode(user), URI.decode(password)]
      [user] -> [URI.decode(user), ""]
    end
  end

  defp driver do
    case Application.ensure_all_started(:p1_pgsql) do
      {:ok, _started} ->
        :ok

      {:error, _reason} ->
        {:error,
         "the driver p1_pgsql is not in this release; install erlang-p1-pgsql and build anew"}
    end
  end

  # A login that fails ends the driver's process, which is linked to this one.
  defp trapping_exits(connect) do
    trapped = Process.flag(:trap_exit, true)
    result = connect.()

    with {:error, _reason} <- result do
      receive do
        {:EXIT, pid, _reason} when is_pid(pid) -> :ok
      after
        0 -> :ok
      end
    end

    Process.flag(:trap_exit, trapped)
    result
  end

  defp rows({_command, _columns, rows}), do: rows
  defp rows(_command), do: []

  defp describe({:init, {:error, reason}}), do: List.to_string(:inet.format_error(reason))
  defp describe({:authentication, [_ | _] = error}), do: describe(error)
  # The driver has SASL in another application, of ejabberd's XMPP library.
  defp describe({:undef, [{:scram, _, _, _} | _]}),
    do: "the server asks for SCRAM, and the driver knows MD5"

  defp describe([{_key, _value} | _] = error), do: "#{error[:message] || inspect(error)}"
  defp describe(reason), do: inspect(reason)
end
