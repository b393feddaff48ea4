defmodule Exrelease.DatabaseTest do
  use ExUnit.Case, async: true

  alias Exrelease.{Database, Migrations}

  test "a URL says where the database is" do
    assert {:ok, options} = Database.options("postgres://me:p%40ss@db.example:5433/shop")
    assert options[:host] == 'db.example'
    assert options[:port] == 5433
    assert options[:user] == "me"
    assert options[:password] == "p@ss"
    assert options[:database] == "shop"
    assert {:ok, options} = Database.options("ecto://me@localhost/shop")
    assert {options[:port], options[:password]} == {5432, ""}
  end

  test "another URL is refused, without its password" do
    for url <- [
          "mysql://me:secret@localhost/shop",
          "postgres://me:secret@localhost/",
          "secret",
          "postgres:///shop"
        ] do
      assert {:error, reason} = Database.options(url)
      assert reason =~ "postgres://USER:PASSWORD@HOST:PORT/DATABASE"
      refute reason =~ "me:secret"
    end
  end

  test "migrations have an order" do
    versions = Enum.map(Migrations.all("priv/migrations"), & &1.version)
    assert versions == Enum.sort(versions) and length(versions) == 2
  end
end
