#include "image/layer_index_file.hpp"

#include <utility>

#include "base/byte_reader.hpp"
#include "base/text.hpp"

namespace slipway::image {
namespace {

using Kind = LayerRecord::Kind;

constexpr std::string_view kHeader = "slipway layer index 1\n";
constexpr mode_t kModeBits = 07777;

std::string read_path(ByteReader& reader, std::string_view what, std::string_view source) {
  const std::size_t begin = reader.offset();
  const std::string_view path = reader.text(what);
  if (layer_path(path, source) != path) reader.fail_at(begin, concat({what, " is not in its normal form"}));
  return std::string(path);
}

LayerRecord read_record(ByteReader& reader, std::string_view source) {
  const std::size_t begin = reader.offset();
  LayerRecord record;
  const std::uint8_t kind = reader.u8("the kind of a record");
  if (kind > static_cast<std::uint8_t>(Kind::kOpaque))
    reader.fail_at(begin, concat({"there is no kind ", std::to_string(kind)}));
  record.kind = static_cast<Kind>(kind);
  record.path = read_path(reader, "a path", source);
  if (record.path.empty() && record.kind != Kind::kFolder && record.kind != Kind::kOpaque)
    reader.fail_at(begin, "the root can only be a folder");
  record.mode = reader.u32("a mode");
  if ((record.mode & ~kModeBits) != 0) reader.fail_at(begin, "the mode has other bits than 07777");
  record.user = reader.u32("a user");
  record.group = reader.u32("a group");
  record.size = reader.u64("a size");
  record.offset = reader.u64("an offset");
  record.target = record.kind == Kind::kHardLink ? read_path(reader, "a hard link's target", source)
                                                 : std::string(reader.text("a target"));
  if (record.target.empty() != (record.kind != Kind::kLink && record.kind != Kind::kHardLink))
    reader.fail_at(begin, "links have a target, and nothing else has");
  return record;
}

}  // namespace

void LayerIndexWriter::add(const LayerRecord& record) {
  if (is_too_large()) return;
  records_.u8(static_cast<std::uint8_t>(record.kind));
  records_.text(record.path);
  records_.u32(record.mode);
  records_.u32(record.user);
  records_.u32(record.group);
  records_.u64(record.size);
  records_.u64(record.offset);
  records_.text(record.target);
}

std::string LayerIndexWriter::finish(const oci::Digest& diff_id) && {
  ByteWriter head;
  head.bytes(kHeader);
  head.text(diff_id.text());
  return std::move(head).finish() + std::move(records_).finish();
}

LayerIndex read_layer_index(std::string_view bytes, std::string_view source) {
  ByteReader reader(bytes, source);
  if (reader.take(kHeader.size(), "the header") != kHeader)
    reader.fail_at(0, "it does not begin with \"slipway layer index 1\"");
  LayerIndex index{.diff_id = oci::Digest::parse(reader.text("a digest"), source), .records = {}};
  while (!reader.at_end()) index.records.push_back(read_record(reader, source));
  return index;
}

}  // namespace slipway::image
