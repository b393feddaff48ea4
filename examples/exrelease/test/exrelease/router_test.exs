defmodule Exrelease.RouterTest do
  use ExUnit.Case

  import Exrelease.Client, only: [request: 2, request: 3]

  test "health answers ok" do
    assert {200, headers, "ok"} = request("GET", "/health")
    assert headers["content-type"] == "text/plain; charset=utf-8"
    assert {200, _, "ok"} = request("GET", "/health?verbose=1")
  end

  test "the page tells the version, the node, the uptime and the state of the secret" do
    {200, headers, page} = request("GET", "/")

    assert headers["content-type"] == "text/html; charset=utf-8"
    assert page =~ "<h1>exrelease #{Exrelease.version()}</h1>"
    assert page =~ ~s(<dd id="node">nonode@nohost</dd>)
    assert page =~ ~r{<dd id="uptime"><time data-seconds="\d+">}
    assert page =~ ~s(<dd id="secret">not set, a temporary one is in use</dd>)
  end

  test "every visit counts, a visitor counts once" do
    before = Exrelease.Visits.counts()

    {200, headers, _} = request("GET", "/")
    [cookie, attributes] = String.split(headers["set-cookie"], "; ", parts: 2)
    assert attributes =~ "HttpOnly"

    {200, headers, page} = request("GET", "/", [{"cookie", cookie}])
    refute Map.has_key?(headers, "set-cookie")

    counts = Exrelease.Visits.counts()
    assert counts.total == before.total + 2
    assert counts.visitors == before.visitors + 1
    assert page =~ ~s(<dd id="visits">)
  end

  test "a forged cookie is replaced" do
    {200, headers, _} = request("GET", "/")
    [cookie, _] = String.split(headers["set-cookie"], ";", parts: 2)

    for forged <- ["exrelease_visitor=me", String.replace(cookie, "=", "=x"), cookie <> "x"] do
      assert {200, %{"set-cookie" => _}, _} = request("GET", "/", [{"cookie", forged}])
    end
  end

  test "HEAD gives the headers of GET, without the body and without a visit" do
    before = Exrelease.Visits.counts()
    assert {200, headers, ""} = request("HEAD", "/")
    assert String.to_integer(headers["content-length"]) > 0
    assert Exrelease.Visits.counts() == before
  end

  test "unknown paths and methods are refused" do
    assert {404, _, _} = request("GET", "/nothing")
    assert {404, _, _} = request("PATCH", "/nothing")
    assert {405, %{"allow" => "GET, HEAD"}, _} = request("POST", "/")
    assert {405, _, _} = request("BREW", "/health")
  end
end
