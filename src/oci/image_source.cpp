#include "oci/image_source.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "oci/archive_writer.hpp"
#include "oci/docker_archive.hpp"
#include "oci/layout_writer.hpp"
#include "oci/platform_choice.hpp"

namespace slipway::oci {
namespace {

namespace fs = std::filesystem;

/// An index in a layout names another one for the platforms; nothing makes more levels.
constexpr int kDeepestIndex = 4;
/// Compares a stream with the digest that it must have.
class Verification {
 public:
  Verification(ByteSource source, const Digest& expected, std::string name)
      : source_(std::move(source)), expected_(expected), name_(std::move(name)) {}

  std::string_view next() {
    const std::string_view piece = source_();
    if (!piece.empty()) {
      hash_.update(piece);
      return piece;
    }
    if (std::exchange(is_compared_, true)) return {};
    if (const Digest digest = hash_.finish(); digest != expected_) {
      throw Error(concat({name_, ": the content of ", expected_.text(), " has the digest ", digest.text(),
                          "; the blob is damaged"}));
    }
    return {};
  }

 private:
  ByteSource source_;
  Digest expected_;
  std::string name_;
  Sha256 hash_;
  bool is_compared_ = false;
};

std::string annotation(const Descriptor& descriptor, std::string_view name) {
  const auto text = descriptor.annotations.find(std::string(name));
  return text == descriptor.annotations.end() ? std::string() : text->second;
}

std::string full_reference(std::string_view text) {
  try {
    return Reference::parse(text).full();
  } catch (const Error&) {
    return {};
  }
}

/// Whether an entry of an index goes by that name. Some write the tag alone there, others the reference.
bool has_name(const Descriptor& descriptor, std::string_view wanted) {
  if (wanted.empty() || wanted == descriptor.digest.text()) return true;
  const std::string tag = annotation(descriptor, kRefNameAnnotation);
  const std::string image = annotation(descriptor, kImageNameAnnotation);
  if (wanted == tag || wanted == image) return true;
  const std::string full = full_reference(wanted);
  if (full.empty()) return false;
  return full == image || (tag.find_first_of(":/") != std::string::npos && full == full_reference(tag));
}

}  // namespace

void ImageSource::fail(std::string_view problem) const { throw Error(concat({name_, ": ", problem})); }

ImageSource ImageSource::open(const fs::path& path, const fs::path& scratch) {
  ImageSource source(path.string());
  std::error_code error;
  if (fs::is_directory(path, error)) {
    source.open_layout(path);
  } else {
    source.open_archive(path, scratch);
  }
  return source;
}

void ImageSource::check_layout_version(std::string_view text) const {
  const std::string source = concat({name_, ": ", kLayoutFile});
  const Json document = read_json(text, source);
  const JsonPlace version = JsonPlace(document, source).at("imageLayoutVersion");
  if (!version.text().starts_with("1.")) version.fail_expecting("a version that is known, which is 1.0.0");
}

void ImageSource::open_layout(const fs::path& folder) {
  const auto layout = read_file_if_exists(folder / kLayoutFile, kLargestJson);
  if (!layout) fail(concat({"this is no OCI layout: there is no file ", kLayoutFile, " in the folder"}));
  check_layout_version(*layout);
  index_ = read_index(read_file(folder / kIndexFile, kLargestJson), concat({name_, ": ", kIndexFile}));
  blobs_folder_ = folder / "blobs/sha256";
}

void ImageSource::open_archive(const fs::path& file, const fs::path& scratch) {
  files_ = std::make_shared<ArchiveFiles>(file, scratch);
  if (files_->contains(kIndexFile) && files_->contains(kLayoutFile)) {
    check_layout_version(files_->read(kLayoutFile, kLargestJson));
    index_ = read_index(files_->read(kIndexFile, kLargestJson), concat({name_, ": ", kIndexFile}));
  } else if (files_->contains(kDockerManifestFile)) {
    take(read_docker_archive(*files_));
  } else {
    fail(concat({"this is no archive of images: there is neither ", kIndexFile, " nor ", kDockerManifestFile,
                 " in it"}));
  }
}

void ImageSource::take(const std::vector<NamedImage>& images) {
  index_ = index_of(images);
  for (const Blob* blob : blobs_of(images)) blobs_.emplace(blob->descriptor.digest, *blob);
}

Blob ImageSource::locate_in_folder(const Descriptor& descriptor) const {
  const fs::path path = blobs_folder_ / descriptor.digest.hex();
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) throw SystemError(errno, "read the blob " + path.string());
  if (static_cast<std::uint64_t>(status.st_size) != descriptor.size) {
    fail(concat({"the blob ", descriptor.digest.text(), " has ", std::to_string(status.st_size),
                 " bytes, and should have ", std::to_string(descriptor.size)}));
  }
  return {descriptor, FileRange{path, 0}};
}

Blob ImageSource::locate(const Descriptor& descriptor) const {
  if (!blobs_folder_.empty()) return locate_in_folder(descriptor);
  Blob blob{descriptor, {}};
  std::uint64_t size = 0;
  if (const auto known = blobs_.find(descriptor.digest); known != blobs_.end()) {
    blob.content = known->second.content;
    size = known->second.descriptor.size;
  } else {
    const ArchiveFiles::File& file = files_->at(concat({kBlobsFolder, "/", descriptor.digest.hex()}));
    blob.content = file.range;
    size = file.size;
  }
  if (size != descriptor.size) {
    fail(concat({"the blob ", descriptor.digest.text(), " has ", std::to_string(size),
                 " bytes, and should have ", std::to_string(descriptor.size)}));
  }
  return blob;
}

ByteSource ImageSource::stream(const Descriptor& descriptor) const {
  const Blob blob = locate(descriptor);
  ByteSource source;
  if (const auto* text = std::get_if<std::string>(&blob.content)) {
    source = [text = *text, is_given = false]() mutable {
      return std::exchange(is_given, true) ? std::string_view() : std::string_view(text);
    };
  } else {
    const auto& range = std::get<FileRange>(blob.content);
    source = file_source(range.path, range.offset, descriptor.size);
  }
  // A compressed archive's content lies in a folder that goes with `files_`.
  return [files = files_, verification = std::make_shared<Verification>(
                              std::move(source), descriptor.digest, name_)] { return verification->next(); };
}

std::string ImageSource::read(const Descriptor& descriptor, std::size_t limit) const {
  if (descriptor.size > limit) {
    fail(concat({descriptor.digest.text(), " has ", std::to_string(descriptor.size), " bytes; at most ",
                 std::to_string(limit), " are read of what is \"", descriptor.media_type, "\""}));
  }
  std::string content;
  const ByteSource source = stream(descriptor);
  for (std::string_view piece = source(); !piece.empty(); piece = source()) content += piece;
  return content;
}

std::string ImageSource::names() const {
  std::vector<std::string> names;
  for (const Descriptor& descriptor : index_.manifests) {
    const std::string tag = annotation(descriptor, kRefNameAnnotation);
    const std::string image = annotation(descriptor, kImageNameAnnotation);
    names.push_back(!image.empty() ? image : !tag.empty() ? tag : descriptor.digest.text());
  }
  return names.empty() ? "none" : listed_texts(names);
}

const Descriptor& ImageSource::choose_named(std::string_view wanted, const Platform& platform) const {
  const Descriptor* chosen = nullptr;
  std::vector<const Descriptor*> others;
  for (const Descriptor& descriptor : index_.manifests) {
    if (!has_name(descriptor, wanted) || is_attestation(descriptor)) continue;
    if (descriptor.platform && !runs_on(*descriptor.platform, platform)) {
      others.push_back(&descriptor);
      continue;
    }
    if (chosen != nullptr && chosen->digest != descriptor.digest)
      fail(concat({"there are several images in it; name one of them: ", names()}));
    chosen = &descriptor;
  }
  if (chosen != nullptr) return *chosen;
  if (!others.empty()) {
    fail(concat({"the image in it is for ", others.front()->platform->text(), ", and ", platform.text(),
                 " is needed"}));
  }
  if (wanted.empty()) fail("there is no image in it");
  fail(concat({"there is no image \"", wanted, "\" in it; there are: ", names()}));
}

const Descriptor& ImageSource::choose(std::string_view name) const {
  const Descriptor* chosen = nullptr;
  for (const Descriptor& descriptor : index_.manifests) {
    if (!has_name(descriptor, name)) continue;
    if (chosen != nullptr && chosen->digest != descriptor.digest)
      fail(concat({"there are several images in it; name one of them: ", names()}));
    chosen = &descriptor;
  }
  if (chosen != nullptr) return *chosen;
  if (name.empty()) fail("there is no image in it");
  fail(concat({"there is no image \"", name, "\" in it; there are: ", names()}));
}

StoredImage ImageSource::find(std::string_view name, const Platform& platform) const {
  const Descriptor* chosen = &choose_named(name, platform);
  ImageIndex nested;
  for (int depth = 0; is_index_type(chosen->media_type); ++depth) {
    if (depth == kDeepestIndex) fail("an index leads to an index, and so on: this is none of an image");
    const std::string source = concat({name_, ": ", chosen->digest.text()});
    nested = read_index(read(*chosen), source);
    chosen = &choose_platform(nested, platform, name_);
  }
  return read_image(*chosen, platform);
}

StoredImage ImageSource::read_image(const Descriptor& descriptor, const Platform& platform) const {
  if (!is_manifest_type(descriptor.media_type)) {
    fail(concat({descriptor.digest.text(), " is \"", descriptor.media_type,
                 "\"; the manifest of an image is expected"}));
  }
  const std::string text = read(descriptor);
  // What the index says of it is not part of the image.
  const Descriptor plain{descriptor.media_type, descriptor.digest, descriptor.size};
  StoredImage stored{.image = {.manifest = {plain, text}},
                     .manifest = read_manifest(text, concat({name_, ": ", descriptor.digest.text()}))};
  const Descriptor& config = stored.manifest.config;
  if (!is_config_type(config.media_type) || !stored.manifest.artifact_type.empty()) {
    fail(concat({descriptor.digest.text(), " holds \"",
                 stored.manifest.artifact_type.empty() ? config.media_type : stored.manifest.artifact_type,
                 "\"; the image of a container is expected"}));
  }
  stored.image.config = {config, read(config)};
  stored.config = read_image_config(std::get<std::string>(stored.image.config.content),
                                    concat({name_, ": ", config.digest.text()}));
  stored.image.platform = stored.config.platform;
  if (!runs_on(stored.config.platform, platform)) {
    fail(concat(
        {"the image is for ", stored.config.platform.text(), ", and ", platform.text(), " is needed"}));
  }
  if (stored.manifest.layers.size() != stored.config.diff_ids.size()) {
    fail(concat({descriptor.digest.text(), " has ", std::to_string(stored.manifest.layers.size()),
                 " layers, and its configuration tells of ", std::to_string(stored.config.diff_ids.size())}));
  }
  for (const Descriptor& layer : stored.manifest.layers) {
    if (!layer_compression(layer.media_type))
      fail(concat({"the layer ", layer.digest.text(), " is of the type \"", layer.media_type,
                   "\", which can't be read; it can be a tar archive, plain or by gzip or zstd"}));
    stored.image.layers.push_back(locate(layer));
  }
  return stored;
}

}  // namespace slipway::oci
