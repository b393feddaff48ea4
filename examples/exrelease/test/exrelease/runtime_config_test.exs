defmodule Exrelease.RuntimeConfigTest do
  use ExUnit.Case

  @variables ["SECRET_KEY_BASE", "APP_PORT", "APP_ADDRESS", "DATABASE_URL", "DATA_DIR"]

  setup do
    before = Map.new(@variables, &{&1, System.get_env(&1)})
    Enum.each(@variables, &System.delete_env/1)

    on_exit(fn ->
      Enum.each(before, fn
        {name, nil} -> System.delete_env(name)
        {name, value} -> System.put_env(name, value)
      end)
    end)
  end

  defp read(env, variables) do
    System.put_env(variables)
    Config.Reader.read!("config/runtime.exs", env: env)[:exrelease]
  end

  test "production takes its settings from the environment" do
    variables = %{"SECRET_KEY_BASE" => "s3cret", "APP_PORT" => "8080", "DATA_DIR" => "/data"}

    assert read(:prod, variables) ==
             [secret_key_base: "s3cret", http: [port: 8080], data_dir: "/data"]
  end

  test "a database is optional" do
    url = "postgres://me@localhost/exrelease"
    assert read(:dev, %{"DATABASE_URL" => url})[:database_url] == url
    assert read(:dev, %{"DATABASE_URL" => ""})[:database_url] == nil
  end

  test "the address can be chosen" do
    variables = %{"SECRET_KEY_BASE" => "s3cret", "APP_PORT" => "8080", "APP_ADDRESS" => "::1"}
    assert read(:prod, variables)[:http] == [port: 8080, address: {0, 0, 0, 0, 0, 0, 0, 1}]
  end

  test "production refuses to go on without its variables" do
    assert_raise RuntimeError, ~r/SECRET_KEY_BASE is missing.*export SECRET_KEY_BASE=/s, fn ->
      read(:prod, %{"APP_PORT" => "8080"})
    end

    assert_raise RuntimeError, ~r/APP_PORT is missing.*export APP_PORT=4000/s, fn ->
      System.delete_env("APP_PORT")
      read(:prod, %{"SECRET_KEY_BASE" => "s3cret"})
    end

    assert_raise RuntimeError, ~r/SECRET_KEY_BASE is missing/, fn ->
      read(:prod, %{"SECRET_KEY_BASE" => ""})
    end
  end

  test "what isn't a port or an address is refused" do
    for port <- ["0", "65536", "-1", "80a", "http", " 80"] do
      assert_raise RuntimeError, ~r/APP_PORT is ".*from 1 to 65535/, fn ->
        read(:prod, %{"SECRET_KEY_BASE" => "s3cret", "APP_PORT" => port})
      end
    end

    assert_raise RuntimeError, ~r/APP_ADDRESS is "localhost"/, fn ->
      read(:dev, %{"APP_PORT" => "80", "APP_ADDRESS" => "localhost"})
    end
  end

  test "development and tests need no variables" do
    assert Keyword.keys(read(:dev, %{})) == [:data_dir]
    assert read(:test, %{}) == nil
    assert read(:dev, %{"APP_PORT" => "4001"})[:http] == [port: 4001]
    assert read(:test, %{"APP_PORT" => "4001"}) == nil
  end
end
