defmodule Exrelease.AssetsTest do
  use ExUnit.Case, async: true

  import Exrelease.Client, only: [request: 2, request: 3]

  test "files have the type that belongs to their name" do
    for {name, type} <- [
          {"assets/app.css", "text/css; charset=utf-8"},
          {"assets/app.js", "text/javascript; charset=utf-8"},
          {"images/mark.svg", "image/svg+xml"}
        ] do
      assert {200, headers, body} = request("GET", "/#{name}")
      assert headers["content-type"] == type
      assert body == File.read!("test/support/static/#{name}")
    end
  end

  test "a file that the client has is not sent again" do
    {200, %{"etag" => etag}, _} = request("GET", "/assets/app.css")

    assert {304, %{"etag" => ^etag}, ""} =
             request("GET", "/assets/app.css", [{"if-none-match", etag}])

    assert {304, _, ""} =
             request("GET", "/assets/app.css", [{"if-none-match", ~s("old", W/#{etag})}])

    assert {200, _, _} = request("GET", "/assets/app.css", [{"if-none-match", ~s("old")}])
  end

  test "percent-encoded names are decoded" do
    assert {200, _, _} = request("GET", "/assets/app%2Ecss")
  end

  test "no path leads out of the folder" do
    for path <- [
          "/assets/../../../mix.exs",
          "/assets/../../../../../../../../etc/passwd",
          "/assets/%2e%2e/%2e%2e/%2e%2e/mix.exs",
          "/assets/..%2f..%2f..%2fmix.exs",
          "/assets/..%5c..%5cmix.exs",
          "/assets//etc/passwd",
          "/assets/%2fetc%2fpasswd",
          "/assets/app.css%00.svg",
          "/assets/app.css/",
          "/assets/app%zz",
          "/assets/%ff",
          "/assets/."
        ] do
      assert {404, _, _} = request("GET", path)
    end
  end

  test "folders are not listed" do
    assert {404, _, _} = request("GET", "/assets/")
  end

  test "a page names the digested file, which may be kept for ever" do
    path = Exrelease.Assets.path("assets/app.css")
    assert path =~ ~r"^/assets/app-[0-9a-f]{32}\.css$"

    assert {200, %{"cache-control" => "public, max-age=31536000, immutable"}, _} =
             request("GET", path)

    assert {200, %{"cache-control" => "public, max-age=0"}, _} = request("GET", "/assets/app.css")
    assert Exrelease.Assets.path("images/mark.svg") == "/images/mark.svg"
  end

  test "who reads gzip gets what the digester compressed" do
    assert {200, headers, body} =
             request("GET", "/assets/app.css", [{"accept-encoding", "br, gzip"}])

    assert %{"content-encoding" => "gzip", "vary" => "accept-encoding"} = headers
    assert :zlib.gunzip(body) == File.read!("test/support/static/assets/app.css")

    for none <- ["", "br", "gzip;q=0", "xgzip"] do
      assert {200, headers, _} = request("GET", "/assets/app.css", [{"accept-encoding", none}])
      refute Map.has_key?(headers, "content-encoding")
    end
  end
end
