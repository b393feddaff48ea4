#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "oci/archive_files.hpp"
#include "oci/image.hpp"
#include "support/byte_source.hpp"

namespace slipway::oci {

/// An image that was found, with its documents read.
struct StoredImage {
  /// The blobs are those of the source, so it may be written as it is (oci/layout_writer.hpp).
  Image image = {};
  Manifest manifest = {};
  ImageConfig config = {};
};

/// Where images lie: a layout in a folder, or an archive in any of the forms that there are (our own, OCI's,
/// Docker's). Nothing is copied, but that a compressed archive is unpacked into a temporary folder, which
/// goes with this value. Content is compared with its digest when it is read here.
class ImageSource {
 public:
  /// `scratch` is where the temporary folder is made. Throws Error that names the path where it is neither a
  /// layout nor an archive of images.
  static ImageSource open(const std::filesystem::path& path, const std::filesystem::path& scratch);

  /// The path.
  const std::string& name() const { return name_; }
  /// What stands in it, with the names in the annotations.
  const ImageIndex& index() const { return index_; }

  /// The image of that name for the platform: the tag alone ("1.0"), a reference ("app:1.0",
  /// "ghcr.io/a/app:1.0") or a digest ("sha256:..."). "" is the only one. Nested indexes are followed.
  /// Throws Error where there is none, which lists what there is, where several match, and where a blob is
  /// missing or has another size.
  StoredImage find(std::string_view name, const Platform& platform) const;

  /// The entry of the index that goes by that name, as `find` takes names, whatever its platforms.
  const Descriptor& choose(std::string_view name) const;
  /// Where the blob is. Throws Error where it is missing or has another size.
  Blob locate(const Descriptor& descriptor) const;

  /// The content, compared with its digest. Throws Error where it is larger than `limit` bytes, missing, or
  /// another.
  std::string read(const Descriptor& descriptor, std::size_t limit = kLargestJson) const;
  /// The same in pieces. That the digest is another is found, and thrown, at the end.
  ByteSource stream(const Descriptor& descriptor) const;

 private:
  explicit ImageSource(std::string name) : name_(std::move(name)) {}

  void open_layout(const std::filesystem::path& folder);
  void open_archive(const std::filesystem::path& file, const std::filesystem::path& scratch);
  void take(const std::vector<NamedImage>& images);
  void check_layout_version(std::string_view text) const;

  Blob locate_in_folder(const Descriptor& descriptor) const;
  const Descriptor& choose_named(std::string_view wanted, const Platform& platform) const;
  StoredImage read_image(const Descriptor& descriptor, const Platform& platform) const;
  std::string names() const;
  [[noreturn]] void fail(std::string_view problem) const;

  std::string name_;
  ImageIndex index_;
  /// Of a layout.
  std::filesystem::path blobs_folder_;
  /// Of an archive: what Docker's has no file for, and where everything else is.
  std::map<Digest, Blob> blobs_;
  std::shared_ptr<const ArchiveFiles> files_;
};

}  // namespace slipway::oci
