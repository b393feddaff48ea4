#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci/digest.hpp"
#include "support/json_reader.hpp"

namespace slipway::oci {

using Annotations = std::map<std::string, std::string>;

// OCI image specification 1.1, annotations.md: the name of an image in a layout's index, and only there.
inline constexpr std::string_view kRefNameAnnotation = "org.opencontainers.image.ref.name";
/// containerd's: the whole reference, "docker.io/library/app:1.0".
inline constexpr std::string_view kImageNameAnnotation = "io.containerd.image.name";

/// What an image runs on (image-index.md, "platform"), in Go's words: "linux", "amd64".
struct Platform {
  std::string os = "linux";
  std::string architecture = "amd64";
  /// "v8"; mostly empty.
  std::string variant = {};
  std::string os_version = {};
  std::vector<std::string> os_features = {};

  /// "linux/arm64/v8".
  std::string text() const;
  bool operator==(const Platform&) const = default;
};

/// Names content by its digest and size (descriptor.md). Members that are not here (urls, data) say nothing
/// that an image needs, and are dropped.
struct Descriptor {
  std::string media_type;
  Digest digest;
  std::uint64_t size = 0;
  Annotations annotations = {};
  /// Stands in an index alone.
  std::optional<Platform> platform = {};
  /// Of an index's entry that is no image for a container.
  std::string artifact_type = {};

  bool operator==(const Descriptor&) const = default;
};

/// Of this content.
Descriptor describe(std::string_view media_type, std::string_view content);

// Each as its object in JSON, in the order of the specification's examples; what is empty is left out.
Json to_json(const Descriptor& descriptor);
Json to_json(const Annotations& texts);
Digest read_digest(const JsonPlace& place);
Descriptor read_descriptor(const JsonPlace& place);
Platform read_platform(const JsonPlace& place);
Annotations read_annotations(const JsonPlace& place);

/// The string member, or "" where it is not there.
std::string text_of(const JsonPlace& object, std::string_view name);
/// The array of strings, which is empty where the member is not there.
std::vector<std::string> texts_of(const JsonPlace& object, std::string_view name);
/// The object of strings, which is empty where the member is not there.
Annotations annotations_of(const JsonPlace& object, std::string_view name);

Json::Array to_json(const std::vector<std::string>& texts);
/// Adds the member unless it is empty.
void add_text(Json::Object& object, std::string_view name, const std::string& text);
void add_texts(Json::Object& object, std::string_view name, const std::vector<std::string>& texts);
void add_annotations(Json::Object& object, std::string_view name, const Annotations& texts);

}  // namespace slipway::oci
