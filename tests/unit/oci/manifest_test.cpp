#include "oci/manifest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "error_support.hpp"

namespace slipway::oci {
namespace {

using testing::HasSubstr;

Descriptor descriptor(std::string_view type, std::string_view content) { return describe(type, content); }

TEST(Manifest, IsReadAsItWasWritten) {
  Manifest manifest{.artifact_type = "application/example",
                    .config = descriptor(kConfigType, "{}"),
                    .layers = {descriptor(kLayerGzipType, "a"), descriptor(kLayerZstdType, "b")},
                    .subject = descriptor(kManifestType, "c"),
                    .annotations = {{"b", "2"}, {"a", "1"}}};
  manifest.layers[0].annotations["title"] = "system";
  EXPECT_EQ(read_manifest(write_manifest(manifest), "m"), manifest);
}

TEST(Manifest, HasItsMembersInTheOrderOfTheSpecification) {
  const Manifest manifest{.config = descriptor(kConfigType, "{}"),
                          .layers = {descriptor(kLayerGzipType, "")},
                          .annotations = {{"a", "1"}}};
  EXPECT_EQ(
      write_manifest(manifest),
      R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{)"
      R"("mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:44136fa355b3678a1146ad)"
      R"(16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},"layers":[{"mediaType":"application/vnd.)"
      R"(oci.image.layer.v1.tar+gzip","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934c)"
      R"(a495991b7852b855","size":0}],"annotations":{"a":"1"}})");
}

TEST(Index, IsReadAsItWasWritten) {
  ImageIndex index{.manifests = {descriptor(kManifestType, "a"), descriptor(kManifestType, "b")},
                   .annotations = {{"a", "1"}}};
  index.manifests[1].platform = Platform{"windows", "arm64", "v8", "10.0", {"win32k"}};
  index.manifests[1].annotations = {{"b", "2"}};
  EXPECT_EQ(read_index(write_index(index), "i"), index);
}

TEST(Manifest, IsRefusedWhereItIsNone) {
  const auto refusal = [](std::string_view text) { return error_of([&] { read_manifest(text, "m"); }); };
  EXPECT_EQ(refusal("[]"), "m: an array is not an object");
  EXPECT_EQ(refusal("{}"), "m: the member \"schemaVersion\" is missing");
  EXPECT_THAT(refusal(R"({"schemaVersion":1})"), HasSubstr("m: /schemaVersion: only version 2 is read"));
  EXPECT_THAT(
      refusal(R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json"})"),
      HasSubstr("m: /mediaType: \"application/vnd.oci.image.index.v1+json\" is not the type expected"));
  EXPECT_THAT(refusal(R"({"schemaVersion":2,"config":{},"layers":[],"manifests":[]})"),
              HasSubstr("has no \"manifests\""));
  EXPECT_THAT(refusal(R"({"schemaVersion":2,"config":{"mediaType":"a","digest":"sha256:../x","size":1}})"),
              HasSubstr("m: /config/digest: the digest \"sha256:../x\" is of another length"));
}

}  // namespace
}  // namespace slipway::oci
