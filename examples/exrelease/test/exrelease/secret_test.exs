defmodule Exrelease.SecretTest do
  use ExUnit.Case

  alias Exrelease.Secret

  test "only what was signed for the same purpose is accepted" do
    signed = Secret.sign("value", "purpose")

    assert Secret.verify(signed, "purpose") == {:ok, "value"}
    assert Secret.verify(signed, "other purpose") == :error
    assert Secret.verify("x" <> signed, "purpose") == :error
    assert Secret.verify("value", "purpose") == :error
    assert Secret.verify("value.", "purpose") == :error
    assert Secret.verify("value.&", "purpose") == :error
  end

  test "signatures depend on the configured secret" do
    supervisor = Exrelease.Supervisor

    restart = fn secret ->
      :ok = Supervisor.terminate_child(supervisor, Secret)
      :ok = Supervisor.delete_child(supervisor, Secret)
      {:ok, _pid} = Supervisor.start_child(supervisor, {Secret, secret})
    end

    on_exit(fn -> restart.(nil) end)

    restart.("first")
    signed = Secret.sign("value", "purpose")
    assert Secret.origin() == :set

    restart.("second")
    assert Secret.verify(signed, "purpose") == :error

    restart.("first")
    assert Secret.verify(signed, "purpose") == {:ok, "value"}
  end
end
