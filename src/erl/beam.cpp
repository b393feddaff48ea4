#include "erl/beam.hpp"

#include <algorithm>

#include "base/byte_reader.hpp"
#include "base/byte_writer.hpp"

namespace slipway::erl {
namespace {

std::size_t padding(std::size_t size) { return (4 - size % 4) % 4; }

}  // namespace

std::vector<BeamChunk> read_beam(std::string_view beam, std::string_view source) {
  ByteReader reader(beam, source);
  if (reader.take(4, "\"FOR1\"") != "FOR1") reader.fail_at(0, "expected a BEAM file (\"FOR1\")");
  const std::uint32_t size = reader.u32("the size");
  if (size > reader.remaining()) {
    reader.fail_at(4, "the file is cut short: " + std::to_string(size) + " bytes expected, " +
                          std::to_string(reader.remaining()) + " found");
  }
  reader = ByteReader(beam.substr(0, 8 + std::size_t{size}), source);
  reader.take(8, "the header");
  if (reader.take(4, "\"BEAM\"") != "BEAM") reader.fail_at(8, "expected a BEAM file (\"BEAM\")");
  std::vector<BeamChunk> chunks;
  while (!reader.at_end()) {
    const std::string_view id = reader.take(4, "a chunk's name");
    const std::uint32_t chunk_size = reader.u32("a chunk's size");
    chunks.push_back({id, reader.take(chunk_size, "the chunk " + std::string(id))});
    // The last chunk's padding may be missing.
    reader.take(std::min(padding(chunk_size), reader.remaining()), "padding");
  }
  return chunks;
}

std::string build_beam(std::span<const BeamChunk> chunks) {
  std::size_t size = 4;
  for (const BeamChunk& chunk : chunks) size += 8 + chunk.data.size() + padding(chunk.data.size());
  ByteWriter out;
  out.bytes("FOR1");
  out.u32(static_cast<std::uint32_t>(size));
  out.bytes("BEAM");
  for (const BeamChunk& chunk : chunks) {
    out.bytes(chunk.id);
    out.u32(static_cast<std::uint32_t>(chunk.data.size()));
    out.bytes(chunk.data);
    for (std::size_t i = padding(chunk.data.size()); i > 0; --i) out.u8(0);
  }
  return std::move(out).finish();
}

std::string strip_beam(std::string_view beam, std::span<const std::string> keep, std::string_view source) {
  const std::vector<BeamChunk> chunks = read_beam(beam, source);
  std::vector<BeamChunk> kept;
  for (const std::string& id : keep) {
    const auto found =
        std::find_if(chunks.begin(), chunks.end(), [&id](const BeamChunk& chunk) { return chunk.id == id; });
    if (found != chunks.end()) kept.push_back(*found);
  }
  return build_beam(kept);
}

}  // namespace slipway::erl
