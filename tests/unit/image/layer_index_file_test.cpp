#include "image/layer_index_file.hpp"

#include <gtest/gtest.h>

#include "corpus_support.hpp"
#include "image/layer_support.hpp"

namespace slipway::image {
namespace {

// As much of the name as a file could have.
const std::string kNameTooLong = ": the path \"" + std::string(255, 'n') +
                                 "\" has a name of more than 255 bytes, which Linux does not allow";

const HostileFile kHostile[] = {
    {"digest_longer_than_the_file", ": at byte 26: expected 4294967295 bytes of a digest, found 0"},
    {"digest_that_is_none",
     ": the digest \"sha256:short\" is of another length; a digest is \"sha256:\" and 64 hexadecimal digits "
     "in lower case"},
    {"empty", ": at byte 0: expected 22 bytes of the header, found 0"},
    {"file_with_a_target", ": at byte 97: links have a target, and nothing else has"},
    {"hard_link_that_leads_upwards",
     ": the path \"../b\" leads upwards with \"..\", which no path of a layer may"},
    {"link_without_target", ": at byte 97: links have a target, and nothing else has"},
    {"mode_of_a_kind", ": at byte 97: the mode has other bits than 07777"},
    {"name_too_long", kNameTooLong},
    {"other_form", ": at byte 0: it does not begin with \"slipway layer index 1\""},
    {"path_that_is_absolute", ": at byte 98: a path is not in its normal form"},
    {"path_that_leads_upwards",
     ": the path \"../etc/passwd\" leads upwards with \"..\", which no path of a layer may"},
    {"path_with_dots", ": at byte 98: a path is not in its normal form"},
    {"record_cut", ": at byte 123: expected 8 bytes of an offset, found 6"},
    {"root_as_a_file", ": at byte 97: the root can only be a folder"},
    {"target_of_4_gib", ": at byte 135: expected 4294967295 bytes of a target, found 0"},
    {"unknown_kind", ": at byte 97: there is no kind 7"},
};

TEST(LayerIndexFiles, ThatAreDamagedAreRefusedWithTheirReason) {
  expect_corpus("layer_index", kHostile, [](auto bytes, auto source) { read_layer_index(bytes, source); });
}

TEST(LayerIndexFiles, HoldWhatALayerIsReadAs) {
  const std::string archive = tar_of([](TarWriter& tar) {
    tar.set_owner(1000, 3'000'000);
    tar.add_folder("etc", 0750);
    tar.add_file("etc/größe", 04755, "content");
    tar.add_link("etc/link", "../elsewhere");
    tar.add_file("etc/.wh.old", 0, "");
    tar.add_file("srv/.wh..wh..opq", 0, "");
  });
  std::vector<LayerRecord> records;
  LayerIndexWriter writer;
  const oci::Digest diff_id = read_layer(source_of(archive), "layer", [&](const LayerRecord& record) {
    writer.add(record);
    records.push_back(record);
  });
  ASSERT_EQ(records.size(), 5U);
  const LayerIndex index = read_layer_index(std::move(writer).finish(diff_id), "index");
  EXPECT_EQ(index.diff_id, oci::Digest::of(archive));
  EXPECT_EQ(index.records, records);
}

}  // namespace
}  // namespace slipway::image
