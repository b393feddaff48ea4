#include "assets/cache_manifest.hpp"

#include <optional>
#include <utility>

#include "assets/names.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "support/json.hpp"
#include "support/json_reader.hpp"

namespace slipway::assets {
namespace {

constexpr std::int64_t kVersion = 1;
constexpr std::string_view kComment =
    "This file was made by `slipway assets`. Remove it and all that was digested with `slipway assets clean "
    "--all`";

/// A manifest names files to be removed: none outside of the folder.
void require_inside(const std::string& path, const JsonPlace& place) {
  bool is_inside = !path.empty() && path.front() != '/' && path.find('\0') == std::string::npos;
  for (const std::filesystem::path& part : std::filesystem::path(path)) is_inside = is_inside && part != "..";
  if (!is_inside) place.fail(concat({write_json_compact(path), " is no path below the folder"}));
}

DigestEntry read_entry(const JsonPlace& place) {
  DigestEntry entry{.logical_path = place.at("logical_path").text(),
                    .mtime = place.at("mtime").integer(),
                    .size = place.at("size").integer(),
                    .digest = place.at("digest").text(),
                    .sha512 = {}};
  // Phoenix 1.3 wrote none.
  if (const auto sha512 = place.find("sha512")) entry.sha512 = sha512->text();
  require_inside(entry.logical_path, place);
  return entry;
}

Json to_json(const DigestEntry& entry) {
  Json::Object object = {{"digest", entry.digest},
                         {"logical_path", entry.logical_path},
                         {"mtime", entry.mtime},
                         {"size", entry.size}};
  if (!entry.sha512.empty()) object.emplace_back("sha512", entry.sha512);
  return object;
}

}  // namespace

CacheManifest parse_cache_manifest(std::string_view text, std::string_view source) {
  const Json document = read_json(text, source, kLargestManifest);
  const JsonPlace place(document, source);
  CacheManifest manifest;
  const auto version = place.find("version");
  const auto* number = version ? version->value().as<std::int64_t>() : nullptr;
  if (number == nullptr || *number != kVersion) return manifest;
  place.at("latest").each_member([&](const std::string& name, const JsonPlace& digested) {
    require_inside(name, digested);
    require_inside(digested.text(), digested);
    manifest.latest.emplace(name, digested.text());
  });
  place.at("digests").each_member([&](const std::string& name, const JsonPlace& entry) {
    require_inside(name, entry);
    manifest.digests.emplace(name, read_entry(entry));
  });
  return manifest;
}

CacheManifest read_cache_manifest(const std::filesystem::path& folder) {
  const std::string path = (folder / kManifestName).string();
  const std::optional<std::string> text = read_file_if_exists(path, kLargestManifest);
  if (!text) return {};
  try {
    return parse_cache_manifest(*text, path);
  } catch (const Error& error) {
    throw Error(error.message() +
                "; it is made by `slipway assets` or `mix phx.digest`: remove it, and digest anew");
  }
}

std::string write_cache_manifest(const CacheManifest& manifest) {
  Json::Object latest;
  for (const auto& [name, digested] : manifest.latest) latest.emplace_back(name, digested);
  Json::Object digests;
  for (const auto& [name, entry] : manifest.digests) digests.emplace_back(name, to_json(entry));
  return write_json(Json::Object{{"!comment!", kComment},
                                 {"version", kVersion},
                                 {"latest", std::move(latest)},
                                 {"digests", std::move(digests)}});
}

}  // namespace slipway::assets
