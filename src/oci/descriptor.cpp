#include "oci/descriptor.hpp"

#include "base/text.hpp"

namespace slipway::oci {

std::string Platform::text() const {
  return concat({os, "/", architecture, variant.empty() ? "" : "/", variant});
}

Descriptor describe(std::string_view media_type, std::string_view content) {
  return {std::string(media_type), Digest::of(content), content.size()};
}

std::string text_of(const JsonPlace& object, std::string_view name) {
  const auto member = object.find(name);
  return member ? member->text() : std::string();
}

std::vector<std::string> texts_of(const JsonPlace& object, std::string_view name) {
  std::vector<std::string> texts;
  if (const auto member = object.find(name))
    member->each_element([&](const JsonPlace& element) { texts.push_back(element.text()); });
  return texts;
}

Annotations annotations_of(const JsonPlace& object, std::string_view name) {
  const auto member = object.find(name);
  return member ? read_annotations(*member) : Annotations();
}

Json::Array to_json(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

Json to_json(const Annotations& texts) {
  Json::Object object;
  for (const auto& [name, text] : texts) object.emplace_back(name, text);
  return object;
}

void add_text(Json::Object& object, std::string_view name, const std::string& text) {
  if (!text.empty()) object.emplace_back(name, text);
}

void add_texts(Json::Object& object, std::string_view name, const std::vector<std::string>& texts) {
  if (!texts.empty()) object.emplace_back(name, to_json(texts));
}

void add_annotations(Json::Object& object, std::string_view name, const Annotations& texts) {
  if (!texts.empty()) object.emplace_back(name, to_json(texts));
}

Json to_json(const Descriptor& descriptor) {
  Json::Object object{{"mediaType", descriptor.media_type},
                      {"digest", descriptor.digest.text()},
                      {"size", static_cast<std::int64_t>(descriptor.size)}};
  add_annotations(object, "annotations", descriptor.annotations);
  if (descriptor.platform) {
    const Platform& platform = *descriptor.platform;
    Json::Object members{{"architecture", platform.architecture}, {"os", platform.os}};
    add_text(members, "os.version", platform.os_version);
    add_texts(members, "os.features", platform.os_features);
    add_text(members, "variant", platform.variant);
    object.emplace_back("platform", std::move(members));
  }
  add_text(object, "artifactType", descriptor.artifact_type);
  return object;
}

Annotations read_annotations(const JsonPlace& place) {
  Annotations annotations;
  place.each_member([&](const std::string& name, const JsonPlace& text) { annotations[name] = text.text(); });
  return annotations;
}

Digest read_digest(const JsonPlace& place) { return Digest::parse(place.text(), place.where()); }

Platform read_platform(const JsonPlace& place) {
  return {.os = place.at("os").text(),
          .architecture = place.at("architecture").text(),
          .variant = text_of(place, "variant"),
          .os_version = text_of(place, "os.version"),
          .os_features = texts_of(place, "os.features")};
}

Descriptor read_descriptor(const JsonPlace& place) {
  Descriptor descriptor{.media_type = place.at("mediaType").text(),
                        .digest = read_digest(place.at("digest")),
                        .size = place.at("size").size(),
                        .annotations = annotations_of(place, "annotations"),
                        .artifact_type = text_of(place, "artifactType")};
  if (const auto platform = place.find("platform")) descriptor.platform = read_platform(*platform);
  return descriptor;
}

}  // namespace slipway::oci
