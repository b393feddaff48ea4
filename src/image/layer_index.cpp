#include "image/layer_index.hpp"

#include <optional>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "support/tar_reader.hpp"

namespace slipway::image {
namespace {

/// NAME_MAX and PATH_MAX of Linux, the latter without its NUL.
constexpr std::size_t kLongestName = 255;
constexpr std::size_t kLongestPath = 4095;

constexpr std::string_view kWhiteout = ".wh.";
constexpr std::string_view kOpaqueWhiteout = ".wh..wh..opq";
constexpr std::string_view kAufs = ".wh..wh.";

/// Makes a whiteout of an entry with such a name; false where the entry means nothing.
bool read_whiteout(LayerRecord& record, const std::string& archive) {
  const std::size_t slash = record.path.rfind('/');
  const std::size_t begin = slash == std::string::npos ? 0 : slash + 1;
  const std::string name = record.path.substr(begin);
  if (!name.starts_with(kWhiteout)) return true;
  if (name == kOpaqueWhiteout) {
    record = {.kind = LayerRecord::Kind::kOpaque, .path = record.path.substr(0, begin == 0 ? 0 : slash)};
    return true;
  }
  if (name.starts_with(kAufs)) return false;
  const std::string removed = name.substr(kWhiteout.size());
  if (removed.empty() || removed == "." || removed == "..")
    throw Error(concat({archive, ": \"", record.path, "\" names nothing that could be removed"}));
  record = {.kind = LayerRecord::Kind::kWhiteout, .path = record.path.substr(0, begin) + removed};
  return true;
}

LayerRecord::Kind kind_of(TarEntry::Kind kind) {
  switch (kind) {
    case TarEntry::Kind::kFile:
      return LayerRecord::Kind::kFile;
    case TarEntry::Kind::kFolder:
      return LayerRecord::Kind::kFolder;
    case TarEntry::Kind::kLink:
      return LayerRecord::Kind::kLink;
    case TarEntry::Kind::kHardLink:
      return LayerRecord::Kind::kHardLink;
    case TarEntry::Kind::kOther:
      break;
  }
  return LayerRecord::Kind::kOther;
}

std::uint32_t owner_of(std::int64_t number, const std::string& path, const std::string& archive) {
  if (number >= 0 && number <= 0xFFFF'FFFF) return static_cast<std::uint32_t>(number);
  throw Error(concat({archive, ": ", path, " belongs to ", std::to_string(number),
                      ", which is no number of a user or group"}));
}

std::optional<LayerRecord> record_of(const TarEntry& entry, const std::string& archive) {
  LayerRecord record{.kind = kind_of(entry.kind), .path = layer_path(entry.path, archive)};
  if (!read_whiteout(record, archive)) return std::nullopt;
  if (record.kind == LayerRecord::Kind::kWhiteout || record.kind == LayerRecord::Kind::kOpaque) return record;
  if (record.path.empty() && record.kind != LayerRecord::Kind::kFolder)
    throw Error(concat({archive, ": \"", entry.path, "\" would take the place of the root itself"}));
  record.mode = entry.mode;
  record.user = owner_of(entry.user, record.path, archive);
  record.group = owner_of(entry.group, record.path, archive);
  record.size = entry.size;
  record.offset = entry.offset.value_or(0);
  record.target = entry.kind == TarEntry::Kind::kHardLink ? layer_path(entry.target, archive) : entry.target;
  if (record.kind == LayerRecord::Kind::kLink &&
      (record.target.empty() || record.target.size() > kLongestPath))
    throw Error(concat({archive, ": the link ", record.path, " leads to nothing that could be a path"}));
  return record;
}

}  // namespace

std::string layer_path(std::string_view path, std::string_view archive) {
  const auto fail = [&](std::string_view problem) {
    throw Error(concat({archive, ": the path \"", path.substr(0, kLongestName), "\" ", problem}));
  };
  std::string normal;
  for (std::string_view rest = path; !rest.empty();) {
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const std::string_view name = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (name.empty() || name == ".") continue;
    if (name == "..") fail("leads upwards with \"..\", which no path of a layer may");
    if (name.size() > kLongestName) fail("has a name of more than 255 bytes, which Linux does not allow");
    if (!normal.empty()) normal += '/';
    normal += name;
    if (normal.size() > kLongestPath) fail("is longer than the 4095 bytes that Linux allows");
  }
  return normal;
}

oci::Digest read_layer(ByteSource archive, const std::string& name,
                       const std::function<void(LayerRecord)>& add) {
  oci::Sha256 hash;
  const ByteSource hashed = [&] {
    const std::string_view piece = archive();
    hash.update(piece);
    return piece;
  };
  TarReader tar(hashed, name);
  while (const std::optional<TarEntry> entry = tar.next()) {
    if (std::optional<LayerRecord> record = record_of(*entry, name)) add(std::move(*record));
  }
  // Behind its end an archive is padded.
  while (!hashed().empty()) continue;
  return hash.finish();
}

}  // namespace slipway::image
