#include "oci/manifest.hpp"

#include "base/text.hpp"

namespace slipway::oci {
namespace {

constexpr int kSchemaVersion = 2;

Json::Array to_json(const std::vector<Descriptor>& descriptors) {
  Json::Array array;
  for (const Descriptor& descriptor : descriptors) array.push_back(oci::to_json(descriptor));
  return array;
}

std::vector<Descriptor> read_descriptors(const JsonPlace& place) {
  std::vector<Descriptor> descriptors;
  place.each_element([&](const JsonPlace& element) { descriptors.push_back(read_descriptor(element)); });
  return descriptors;
}

/// A document without "mediaType" is of `usual`, as OCI's 1.0 had it.
std::string read_type(const JsonPlace& document, std::string_view usual, bool (*is_right)(std::string_view)) {
  const JsonPlace version = document.at("schemaVersion");
  if (version.integer() != kSchemaVersion)
    version.fail("only version 2 is read; version 1 is that of Docker before 1.10");
  const auto type = document.find("mediaType");
  if (!type) return std::string(usual);
  if (!is_right(type->text())) type->fail_expecting(concat({"the type expected here, ", usual}));
  return type->text();
}

}  // namespace

std::string write_manifest(const Manifest& manifest) {
  Json::Object object{{"schemaVersion", kSchemaVersion}, {"mediaType", manifest.media_type}};
  add_text(object, "artifactType", manifest.artifact_type);
  object.emplace_back("config", to_json(manifest.config));
  object.emplace_back("layers", to_json(manifest.layers));
  if (manifest.subject) object.emplace_back("subject", oci::to_json(*manifest.subject));
  add_annotations(object, "annotations", manifest.annotations);
  return write_json_compact(object);
}

Manifest read_manifest(std::string_view text, std::string_view source) {
  const Json document = read_json(text, source);
  const JsonPlace place(document, source);
  // A document that is both would be read as one by some and as the other by others (CVE-2021-41190).
  if (place.find("manifests")) place.fail("an image's manifest has no \"manifests\"");
  Manifest manifest{.media_type = read_type(place, kManifestType, is_manifest_type),
                    .artifact_type = text_of(place, "artifactType"),
                    .config = read_descriptor(place.at("config")),
                    .layers = read_descriptors(place.at("layers")),
                    .annotations = annotations_of(place, "annotations")};
  if (const auto subject = place.find("subject")) manifest.subject = read_descriptor(*subject);
  return manifest;
}

std::string write_index(const ImageIndex& index) {
  Json::Object object{{"schemaVersion", kSchemaVersion},
                      {"mediaType", index.media_type},
                      {"manifests", to_json(index.manifests)}};
  add_annotations(object, "annotations", index.annotations);
  return write_json_compact(object);
}

ImageIndex read_index(std::string_view text, std::string_view source) {
  const Json document = read_json(text, source);
  const JsonPlace place(document, source);
  for (const std::string_view name : {"config", "layers"}) {
    if (place.find(name)) place.fail(concat({"an index of images has no \"", name, "\""}));
  }
  return {.media_type = read_type(place, kIndexType, is_index_type),
          .manifests = read_descriptors(place.at("manifests")),
          .annotations = annotations_of(place, "annotations")};
}

}  // namespace slipway::oci
