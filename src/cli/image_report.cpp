#include "cli/image_report.hpp"

#include <cstdio>
#include <cstdlib>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/sizes.hpp"
#include "support/json.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

std::uint64_t total(const std::vector<image::Layer>& layers, std::uint64_t image::Layer::*size) {
  std::uint64_t sum = 0;
  for (const image::Layer& layer : layers) sum += layer.*size;
  return sum;
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

std::string right(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

void print(std::FILE* stream, const std::string& text) {
  if (std::fputs(text.c_str(), stream) < 0 || std::fflush(stream) != 0) {
    throw SystemError(errno, "write the result");
  }
}

}  // namespace

void ImageReport::warn(const std::string& text) {
  print(stderr, "warning: " + text + "\n");
  warnings_.push_back(text);
}

void ImageReport::tell_result(const BuiltImage& built, const fs::path& place, const Json& pushed) const {
  if (wish_.json) print_json(built, place, pushed);
  if (!wish_.json && !wish_.quiet) print_text(built, place);
}

void ImageReport::print_text(const BuiltImage& built, const fs::path& place) const {
  std::string text;
  for (const std::string& reason : built.shell_reasons) text += "* with a shell: " + reason + "\n";
  for (const std::string& note : built.notes) text += "* " + note + "\n";
  text += padded("layer", 20) + right("files", 7) + right("unpacked", 11) + right("packed", 11) + "\n";
  for (std::size_t index = 0; index < built.layers.size(); ++index) {
    const image::Layer& layer = built.layers[index];
    text += padded(layer.title, 20) + right(std::to_string(built.files[index]), 7) +
            right(size_text(layer.unpacked_size), 11) + right(size_text(layer.size), 11) +
            (layer.was_cached ? "  as before" : "") + "\n";
  }
  const oci::Image& image = built.image.image;
  text += "\nImage " + built.image.names.front().familiar() + " (" + image.platform.text() + "), " +
          size_text(total(built.layers, &image::Layer::unpacked_size)) + ", " +
          size_text(total(built.layers, &image::Layer::size)) + " packed";
  if (!built.base->layers.empty()) text += " on " + built.base->name;
  if (wish_.load && wish_.output.empty()) {
    text += ", loaded into " + place.string();
  } else if (is_pushed_alone()) {
    text += ", pushed";
  } else if (place != "-") {
    text += ": " + shortest(place);
  }
  text += "\n" + image.manifest.descriptor.digest.text() + ", created at " + built.created_from + "\n";
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin_;
  text += "Packed in " + seconds_text(spent.count()) + "\n" + next_steps(built, place);
  print(wish_.output == "-" ? stderr : stdout, text);
}

bool ImageReport::is_pushed_alone() const { return wish_.push && !wish_.load && wish_.output.empty(); }

std::string ImageReport::next_steps(const BuiltImage& built, const fs::path& place) const {
  if (place == "-") return {};
  if (is_pushed_alone()) return "\n    docker run --rm -it " + place.string() + "\n";
  const std::string name = built.image.names.front().familiar();
  const bool is_loaded = wish_.load && wish_.output.empty();
  std::string run = (is_loaded ? place.string() : "docker") + " run --rm -it";
  for (const std::string& port : wish_.settings.ports) {
    const std::string number = port.substr(0, port.find('/'));
    run += concat({" -p ", number, ":", port.ends_with("/tcp") ? number : port});
  }
  const std::string path = shortest(place);
  if (is_loaded) return "\n    " + run + " " + name + "\n";
  if (wish_.output.starts_with("oci:")) {
    return "\n    skopeo copy oci:" + path + ":" + built.image.names.front().tag_or_latest() +
           " docker-daemon:" + name + "\n";
  }
  return "\n    docker load -i " + path + " && " + run + " " + name + "\n";
}

void ImageReport::print_json(const BuiltImage& built, const fs::path& place, const Json& pushed) const {
  Json::Array layers;
  for (std::size_t index = 0; index < built.layers.size(); ++index) {
    const image::Layer& layer = built.layers[index];
    layers.push_back(Json::Object{{"title", layer.title},
                                  {"digest", layer.digest.text()},
                                  {"diff_id", layer.diff_id.text()},
                                  {"files", static_cast<std::int64_t>(built.files[index])},
                                  {"unpacked", static_cast<std::int64_t>(layer.unpacked_size)},
                                  {"packed", static_cast<std::int64_t>(layer.size)},
                                  {"cached", layer.was_cached}});
  }
  Json::Array names;
  for (const oci::Reference& name : built.image.names) names.emplace_back(name.familiar());
  const oci::Image& image = built.image.image;
  Json::Object result{{"names", std::move(names)},
                      {"platform", image.platform.text()},
                      {"digest", image.manifest.descriptor.digest.text()},
                      {"id", image.config.descriptor.digest.text()},
                      {"output", place.string()},
                      {"layers", std::move(layers)},
                      {"notes", Json::Array(built.notes.begin(), built.notes.end())},
                      {"warnings", Json::Array(warnings_.begin(), warnings_.end())}};
  if (pushed.as<std::nullptr_t>() == nullptr) result.emplace_back("push", pushed);
  print(wish_.output == "-" ? stderr : stdout, write_json(result));
}

}  // namespace slipway::cli
