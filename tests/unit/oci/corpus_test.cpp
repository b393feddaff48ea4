// What others hand us: tests/corpus/image_* and reference.

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "corpus_support.hpp"
#include "oci/image_source.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::oci {
namespace {

constexpr HostileFile kManifests[] = {
    {"annotation_number", ": /annotations/a~1b: 1 is not a string"},
    {"array", ": an array is not an object"},
    {"digest_leads_out",
     ": /config/digest: the digest "
     "\"sha256:../../../../../../../../../../../../../../../../../../../../../a\" holds another character; a "
     "digest is \"sha256:\" and 64 hexadecimal digits in lower case"},
    {"digest_sha512",
     ": /config/digest: the digest "
     "\"sha512:"
     "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000\" is not "
     "one of SHA-256; a digest is \"sha256:\" and 64 hexadecimal digits in lower case"},
    {"digest_upper_case",
     ": /config/digest: the digest "
     "\"sha256:0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF\" holds another character; a "
     "digest is \"sha256:\" and 64 hexadecimal digits in lower case"},
    {"index_and_manifest_in_one", ": an image's manifest has no \"manifests\""},
    {"layers_object", ": /layers: an object is not an array"},
    {"media_type_of_an_index",
     ": /mediaType: \"application/vnd.oci.image.index.v1+json\" is not the type expected here, "
     "application/vnd.oci.image.manifest.v1+json"},
    {"schema_version_1", ": /schemaVersion: only version 2 is read; version 1 is that of Docker before 1.10"},
    {"schema_version_text", ": /schemaVersion: \"2\" is not a whole number"},
    {"size_2_to_64", ": /layers/0/size: 18446744073709551616 is not a whole number"},
    {"size_fraction", ": /layers/0/size: 7.5 is not a whole number"},
    {"size_negative", ": /layers/0/size: -1 is not a size"},
    {"size_text", ": /layers/1/size: \"7\" is not a whole number"},
    {"without_config", ": the member \"config\" is missing"},
    {"without_layers", ": the member \"layers\" is missing"},
};
constexpr HostileFile kIndexes[] = {
    {"manifest", ": an index of images has no \"config\""},
    {"manifests_null", ": the member \"manifests\" is missing"},
    {"manifests_text", ": /manifests: \"x\" is not an array"},
    {"platform_without_os", ": /manifests/0/platform: the member \"os\" is missing"},
};
constexpr HostileFile kConfigs[] = {
    {"diff_id_none",
     ": /rootfs/diff_ids/0: the digest \"x\" is not one of SHA-256; a digest is \"sha256:\" and 64 "
     "hexadecimal digits in lower case"},
    {"empty_layer_text", ": /history/0/empty_layer: \"true\" is not true or false"},
    {"env_object", ": /config/Env: an object is not an array"},
    {"history_object", ": /history: an object is not an array"},
    {"interval_text", ": /config/Healthcheck/Interval: \"30s\" is not a whole number"},
    {"labels_number", ": /config/Labels/a~0b: 1 is not a string"},
    {"ports_array", ": /config/ExposedPorts: an array is not an object"},
    {"rootfs_of_another_type",
     ": /rootfs/type: \"layers+base\" is not \"layers\", the only type that there is"},
    {"variant_number", ": /variant: 8 is not a string"},
    {"without_rootfs", ": the member \"rootfs\" is missing"},
};
constexpr HostileFile kReferences[] = {
    {"at_alone",
     ": behind \"@\": the digest \"\" is not one of SHA-256; a digest is \"sha256:\" and 64 hexadecimal "
     "digits in lower case"},
    {"bracket_alone",
     ": \"[\" can't be a part of its name, which holds a-z and 0-9, and between those \".\", \"_\", \"__\" "
     "or \"-\""},
    {"brackets_empty", ": the registry \"[]\" is no host name"},
    {"colon_alone", ": the tag behind \":\" is empty"},
    {"dots_and_underscore",
     ": \"a._b\" can't be a part of its name, which holds a-z and 0-9, and between those \".\", \"_\", "
     "\"__\" or \"-\""},
    {"empty", ": it is empty"},
    {"name_of_300_letters", ": its name is longer than 255 characters"},
    {"not_utf8",
     ": \"\xff\xfe\" can't be a part of its name, which holds a-z and 0-9, and between those \".\", \"_\", "
     "\"__\" or \"-\""},
    {"control_character",
     ": \"app\n\" can't be a part of its name, which holds a-z and 0-9, and between those \".\", \"_\", "
     "\"__\" or \"-\""},
    {"plus_in_the_tag",
     ": a tag holds letters, digits, \"_\", \".\" and \"-\" and begins with none of the last two; write "
     "\"1.0-2\""},
    {"port_alone", ": the registry \"\" is no host name"},
    {"scheme", ": write it without \"docker://\""},
    {"slash_alone", ": a part of its name is empty"},
    {"space",
     ": \"app \" can't be a part of its name, which holds a-z and 0-9, and between those \".\", \"_\", "
     "\"__\" or \"-\""},
    {"tag_of_200_letters", ": its tag is longer than 128 characters"},
    {"two_digests",
     ": behind \"@\": the digest "
     "\"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdefsha256:"
     "0123456789abcdef012345\" is of another length; a digest is \"sha256:\" and 64 hexadecimal digits in "
     "lower case"},
    {"underscores_three",
     ": \"a___b\" can't be a part of its name, which holds a-z and 0-9, and between those \".\", \"_\", "
     "\"__\" or \"-\""},
    {"upper_case", ": its name must be in lower case; write \"app\""},
};
constexpr HostileFile kArchives[] = {
    {"another_architecture", ": the image is for linux/arm64, and linux/amd64 is needed"},
    {"artifact",
     ": sha256:7401590f93b8ec0ce4429e908f4e6aa448baf0ffb85c64646169438e2d74af85 holds "
     "\"application/spdx+json\"; the image of a container is expected"},
    {"cut_in_a_blob",
     ": this is no tar archive, or a broken one (Truncated input file (needed 512 bytes, only 40 "
     "available))"},
    {"cut_in_a_header",
     ": this is no tar archive, or a broken one (Truncated input file (needed 512 bytes, only 188 "
     "available))"},
    {"diff_ids_of_another_count",
     ": sha256:bf82c05e1887ae4e71d226313ab07fb34859ac01b105e7a1310b68de1e5a40c2 has 1 layers, and its "
     "configuration tells of 2"},
    {"docker_config_leads_out", ": the file \"../../etc/passwd\" is missing"},
    {"docker_layer_missing", ": the file \"x.tar\" is missing"},
    {"docker_layers_of_another_count",
     ": manifest.json: /0: the image has 0 layers, and its configuration c.json tells of 1"},
    {"docker_manifest_no_array", ": manifest.json: an object is not an array"},
    {"docker_reference_wrong",
     ": manifest.json: /0: \"Shop:1.0\" is no reference of an image: its name must be in lower case; write "
     "\"shop\"; one is [REGISTRY[:PORT]/]NAME[:TAG][@DIGEST]"},
    {"empty", ": this is no tar archive, or a broken one (Unrecognized archive format)"},
    {"gzip_cut_short", ": at byte 200: the compressed data is cut short"},
    {"hard_link_leads_out", ": the path \"../b\" leads out of the archive"},
    {"index_empty", ": there is no image in it"},
    {"index_is_a_link_in_a_circle", ": the links from \"index.json\" on lead in a circle"},
    {"index_missing", ": this is no archive of images: there is neither index.json nor manifest.json in it"},
    {"index_no_json",
     ": index.json: this is no JSON (at byte 2: syntax error while parsing object key - unexpected end of "
     "input; expected string literal)"},
    {"layer_missing",
     ": the file \"blobs/sha256/f7e1c36a4583193fc21bf1ea3c855df0b4789c74ebb647eb00419beb1ab7ade0\" is "
     "missing"},
    {"layer_of_an_unknown_type",
     ": the layer sha256:f7e1c36a4583193fc21bf1ea3c855df0b4789c74ebb647eb00419beb1ab7ade0 is of the type "
     "\"application/vnd.oci.image.layer.nondistributable.v1.tar+gzip\", which can't be read; it can be a tar "
     "archive, plain or by gzip or zstd"},
    {"layout_of_version_2",
     ": oci-layout: /imageLayoutVersion: \"2.0.0\" is not a version that is known, which is 1.0.0"},
    {"link_absolute", ": the link \"a\" leads out of the archive"},
    {"link_leads_out", ": the link \"a\" leads out of the archive"},
    {"manifest_damaged",
     ": the content of sha256:8b27872cf70d5601fa319d5c14262f5afc8a219d363fdf64ddab10b20aa18fb8 has the "
     "digest sha256:f4671d434d65d334610f3a6697592a3432855833a2ba6743eace588476a788e3; the blob is damaged"},
    {"manifest_missing",
     ": the file \"blobs/sha256/44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\" is "
     "missing"},
    {"manifest_of_8_exbibytes",
     ": sha256:8b27872cf70d5601fa319d5c14262f5afc8a219d363fdf64ddab10b20aa18fb8 has 9223372036854775807 "
     "bytes; at most 4194304 are read of what is \"application/vnd.oci.image.manifest.v1+json\""},
    {"manifest_of_another_size",
     ": the blob sha256:8b27872cf70d5601fa319d5c14262f5afc8a219d363fdf64ddab10b20aa18fb8 has 400 bytes, and "
     "should have 3"},
    {"manifest_type_unknown",
     ": sha256:8b27872cf70d5601fa319d5c14262f5afc8a219d363fdf64ddab10b20aa18fb8 is "
     "\"application/vnd.oci.image.other\"; the manifest of an image is expected"},
    {"nested_index_of_another_platform",
     ": the image is there for no platform at all, and linux/amd64 is needed"},
    {"other_files", ": this is no archive of images: there is neither index.json nor manifest.json in it"},
    {"path_absolute", ": the path \"/etc/passwd\" leads out of the archive"},
    {"path_leads_out", ": the path \"../../etc/passwd\" leads out of the archive"},
    {"path_twice", ": the path \"oci-layout\" stands in it twice"},
    {"sparse_file", ": index.json is a file with holes"},
    {"sparse_file_of_no_format",
     ": this is no archive of images: there is neither index.json nor manifest.json in it"},
    {"text", ": this is no tar archive, or a broken one (Unrecognized archive format)"},
    {"zeros", ": this is no archive of images: there is neither index.json nor manifest.json in it"},
};

TEST(ImageDocuments, HostileManifestsAreRefusedWithTheirReason) {
  expect_corpus("image_manifest", kManifests,
                [](std::string_view text, std::string_view source) { read_manifest(text, source); });
}

TEST(ImageDocuments, HostileIndexesAreRefusedWithTheirReason) {
  expect_corpus("image_index", kIndexes,
                [](std::string_view text, std::string_view source) { read_index(text, source); });
}

TEST(ImageDocuments, HostileConfigurationsAreRefusedWithTheirReason) {
  expect_corpus("image_config", kConfigs,
                [](std::string_view text, std::string_view source) { read_image_config(text, source); });
}

TEST(References, HostileOnesAreRefusedWithTheirReason) {
  expect_corpus("reference", kReferences, [](std::string_view text, std::string_view source) {
    try {
      Reference::parse(text);
    } catch (const Error& error) {
      // The text itself stands in front, which a reader of the table sees in the name.
      const std::size_t reason = error.message().find("is no reference of an image: ");
      const std::size_t end = error.message().rfind("; one is ");
      throw Error(concat({source, ": ", error.message().substr(reason + 29, end - reason - 29)}));
    }
  });
}

TEST(ImageArchives, HostileOnesAreRefusedWithTheirReason) {
  const TemporaryFolder folder;
  const std::string path = (folder / "archive").string();
  expect_corpus("image_archive", kArchives, [&](std::string_view bytes, std::string_view source) {
    folder.write("archive", bytes);
    try {
      const ImageSource images = ImageSource::open(path, folder / "scratch");
      const StoredImage stored = images.find("", {});
      for (const Descriptor& layer : stored.manifest.layers) images.read(layer);
    } catch (const Error& error) {
      std::string message = error.message();
      for (std::size_t at = message.find(path); at != std::string::npos; at = message.find(path))
        message.replace(at, path.size(), source);
      if (const std::size_t at = message.find(folder.path().string()); at != std::string::npos)
        message.replace(at, message.find("plain.tar") - at, "SCRATCH/");
      throw Error(message);
    }
  });
}

}  // namespace
}  // namespace slipway::oci
