#include "oci/image_config.hpp"

#include <set>
#include <utility>

namespace slipway::oci {
namespace {

/// The only type of root file system that there is.
constexpr std::string_view kRootFsType = "layers";

void add_number(Json::Object& object, std::string_view name, std::int64_t number) {
  if (number != 0) object.emplace_back(name, number);
}

/// A set is an object whose members are empty objects.
void add_set(Json::Object& object, std::string_view name, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  Json::Object members;
  for (const std::string& text : std::set(texts.begin(), texts.end()))
    members.emplace_back(text, Json::Object());
  object.emplace_back(name, std::move(members));
}

Json to_json(const HealthCheck& check) {
  Json::Object object;
  add_texts(object, "Test", check.test);
  add_number(object, "Interval", check.interval);
  add_number(object, "Timeout", check.timeout);
  add_number(object, "StartPeriod", check.start_period);
  add_number(object, "StartInterval", check.start_interval);
  add_number(object, "Retries", check.retries);
  return object;
}

Json container_json(const ImageConfig& config) {
  Json::Object object;
  add_text(object, "User", config.user);
  add_set(object, "ExposedPorts", config.exposed_ports);
  add_texts(object, "Env", config.env);
  add_texts(object, "Entrypoint", config.entrypoint);
  add_texts(object, "Cmd", config.cmd);
  add_set(object, "Volumes", config.volumes);
  add_text(object, "WorkingDir", config.working_dir);
  add_annotations(object, "Labels", config.labels);
  add_text(object, "StopSignal", config.stop_signal);
  if (config.stop_timeout) object.emplace_back("StopTimeout", *config.stop_timeout);
  if (config.health_check) object.emplace_back("Healthcheck", to_json(*config.health_check));
  add_texts(object, "OnBuild", config.on_build);
  add_texts(object, "Shell", config.shell);
  return object;
}

Json to_json(const HistoryEntry& entry) {
  Json::Object object;
  add_text(object, "created", entry.created);
  add_text(object, "created_by", entry.created_by);
  add_text(object, "author", entry.author);
  add_text(object, "comment", entry.comment);
  if (entry.empty_layer) object.emplace_back("empty_layer", true);
  return object;
}

std::int64_t number_of(const JsonPlace& object, std::string_view name) {
  const auto member = object.find(name);
  return member ? member->integer() : 0;
}

std::vector<std::string> set_of(const JsonPlace& object, std::string_view name) {
  std::vector<std::string> texts;
  if (const auto member = object.find(name))
    member->each_member([&](const std::string& text, const JsonPlace&) { texts.push_back(text); });
  return texts;
}

HealthCheck read_health_check(const JsonPlace& place) {
  return {.test = texts_of(place, "Test"),
          .interval = number_of(place, "Interval"),
          .timeout = number_of(place, "Timeout"),
          .start_period = number_of(place, "StartPeriod"),
          .start_interval = number_of(place, "StartInterval"),
          .retries = number_of(place, "Retries")};
}

void read_container(const JsonPlace& place, ImageConfig& config) {
  config.user = text_of(place, "User");
  config.exposed_ports = set_of(place, "ExposedPorts");
  config.env = texts_of(place, "Env");
  config.entrypoint = texts_of(place, "Entrypoint");
  config.cmd = texts_of(place, "Cmd");
  config.volumes = set_of(place, "Volumes");
  config.working_dir = text_of(place, "WorkingDir");
  config.labels = annotations_of(place, "Labels");
  config.stop_signal = text_of(place, "StopSignal");
  if (const auto timeout = place.find("StopTimeout")) config.stop_timeout = timeout->integer();
  if (const auto check = place.find("Healthcheck")) config.health_check = read_health_check(*check);
  config.on_build = texts_of(place, "OnBuild");
  config.shell = texts_of(place, "Shell");
}

HistoryEntry read_history_entry(const JsonPlace& place) {
  const auto empty = place.find("empty_layer");
  return {.created = text_of(place, "created"),
          .created_by = text_of(place, "created_by"),
          .author = text_of(place, "author"),
          .comment = text_of(place, "comment"),
          .empty_layer = empty && empty->boolean()};
}

std::vector<Digest> read_diff_ids(const JsonPlace& place) {
  if (const JsonPlace type = place.at("type"); type.text() != kRootFsType)
    type.fail_expecting("\"layers\", the only type that there is");
  std::vector<Digest> digests;
  // Docker leaves it out, or null, where an image has no layers.
  if (const auto diff_ids = place.find("diff_ids"))
    diff_ids->each_element([&](const JsonPlace& element) { digests.push_back(read_digest(element)); });
  return digests;
}

}  // namespace

std::string write_image_config(const ImageConfig& config) {
  Json::Object object;
  add_text(object, "created", config.created);
  add_text(object, "author", config.author);
  object.emplace_back("architecture", config.platform.architecture);
  object.emplace_back("os", config.platform.os);
  add_text(object, "variant", config.platform.variant);
  add_text(object, "os.version", config.platform.os_version);
  add_texts(object, "os.features", config.platform.os_features);
  object.emplace_back("config", container_json(config));
  Json::Array diff_ids;
  for (const Digest& digest : config.diff_ids) diff_ids.emplace_back(digest.text());
  object.emplace_back("rootfs", Json::Object{{"type", kRootFsType}, {"diff_ids", std::move(diff_ids)}});
  Json::Array history;
  for (const HistoryEntry& entry : config.history) history.push_back(to_json(entry));
  if (!history.empty()) object.emplace_back("history", std::move(history));
  return write_json_compact(object);
}

ImageConfig read_image_config(std::string_view text, std::string_view source) {
  const Json document = read_json(text, source);
  const JsonPlace place(document, source);
  ImageConfig config{
      .created = text_of(place, "created"),
      .author = text_of(place, "author"),
      .platform = read_platform(place),
      .diff_ids = read_diff_ids(place.at("rootfs")),
  };
  if (const auto container = place.find("config")) read_container(*container, config);
  if (const auto history = place.find("history")) {
    history->each_element(
        [&](const JsonPlace& element) { config.history.push_back(read_history_entry(element)); });
  }
  return config;
}

}  // namespace slipway::oci
