#include "erl/beam.hpp"

#include <gtest/gtest.h>

#include "corpus_support.hpp"
#include "error_support.hpp"

namespace slipway::erl {
namespace {

constexpr HostileFile kHostile[] = {
    {"chunk_4_gib", ": at byte 20: expected 4294967295 bytes of the chunk Code, found 3"},
    {"chunk_beyond_the_file", ": at byte 20: expected 100 bytes of the chunk Code, found 3"},
    {"chunk_name_cut_short", ": at byte 12: expected 4 bytes of a chunk's name, found 2"},
    {"chunk_without_size", ": at byte 16: expected 4 bytes of a chunk's size, found 2"},
    {"elf", ": at byte 0: expected a BEAM file (\"FOR1\")"},
    {"empty", ": at byte 0: expected 4 bytes of \"FOR1\", found 0"},
    {"form_of_rifx", ": at byte 0: expected a BEAM file (\"FOR1\")"},
    {"gzip", ": at byte 0: expected a BEAM file (\"FOR1\")"},
    {"header_alone", ": at byte 4: the file is cut short: 4 bytes expected, 0 found"},
    {"magic_alone", ": at byte 4: expected 4 bytes of the size, found 0"},
    {"not_a_beam", ": at byte 0: expected a BEAM file (\"FOR1\")"},
    {"other_byte_order", ": at byte 4: the file is cut short: 402653184 bytes expected, 24 found"},
    {"other_form", ": at byte 8: expected a BEAM file (\"BEAM\")"},
    {"second_chunk_beyond_the_file", ": at byte 36: expected 1 byte of the chunk Code, found 0"},
    {"size_0", ": at byte 8: expected 4 bytes of \"BEAM\", found 0"},
    {"size_4_gib", ": at byte 4: the file is cut short: 4294967295 bytes expected, 24 found"},
    {"size_beyond_the_file", ": at byte 4: the file is cut short: 1000 bytes expected, 24 found"},
    {"size_cut_short", ": at byte 4: expected 4 bytes of the size, found 2"},
    {"size_inside_a_chunk", ": at byte 20: expected 10 bytes of the chunk Code, found 2"},
};

void read(std::string_view bytes, std::string_view source) { read_beam(bytes, source); }

TEST(BeamFiles, HostileFilesAreRefusedWithTheirReason) { expect_corpus("beam", kHostile, read); }

TEST(BeamFiles, AreRefusedWhereverTheyAreCutShort) {
  expect_refused_when_cut(corpus_file("beam/good_two_chunks.beam"), read);
}

TEST(BeamFiles, AreBuiltFromTheirChunks) {
  const std::string beam = corpus_file("beam/good_two_chunks.beam");
  const std::vector<BeamChunk> chunks = read_beam(beam, "file");
  ASSERT_EQ(chunks.size(), 2u);
  EXPECT_EQ(chunks[0].id, "AtU8");
  EXPECT_EQ(chunks[1].data, "code bytes");
  EXPECT_EQ(build_beam(chunks), beam);
}

TEST(BeamFiles, WithoutTheLastPaddingAreReadAndGetIt) {
  const std::string beam = corpus_file("beam/good_last_padding_missing.beam");
  EXPECT_EQ(build_beam(read_beam(beam, "file")).size(), beam.size() + 1);
}

TEST(BeamFiles, AreStrippedToTheChunksThatAreNamedInTheirOrder) {
  const std::string beam = corpus_file("beam/good_two_chunks.beam");
  const std::string stripped = strip_beam(beam, std::vector<std::string>{"Code", "Docs", "AtU8"}, "file");
  const std::vector<BeamChunk> chunks = read_beam(stripped, "stripped");
  ASSERT_EQ(chunks.size(), 2u);
  EXPECT_EQ(chunks[0].id, "Code");
  EXPECT_EQ(chunks[1].id, "AtU8");
}

TEST(BeamFiles, WithAChunkTwiceKeepTheFirstAsBeamLibDoes) {
  const std::string beam = corpus_file("beam/good_chunk_twice.beam");
  EXPECT_EQ(read_beam(beam, "file").size(), 3u);
  const std::string stripped = strip_beam(beam, std::vector<std::string>{"Code"}, "file");
  EXPECT_EQ(read_beam(stripped, "stripped").at(0).data, "code bytes");
}

TEST(BeamFiles, AreCopiedWithTablesThatLieAndLiteralsThatWouldInflateToGigabytes) {
  for (const char* name : {"good_atom_table_that_lies", "good_literals_of_4_gib"}) {
    const std::string beam = corpus_file("beam/" + std::string(name) + ".beam");
    EXPECT_EQ(strip_beam(beam, std::vector<std::string>{"AtU8", "LitT", "Code"}, "file"), beam) << name;
  }
}

}  // namespace
}  // namespace slipway::erl
