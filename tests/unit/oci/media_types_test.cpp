#include "oci/media_types.hpp"

#include <gtest/gtest.h>

namespace slipway::oci {
namespace {

TEST(MediaTypes, OfDockerNameTheSameAsThoseOfOci) {
  EXPECT_EQ(as_oci_type(kDockerManifestType), kManifestType);
  EXPECT_EQ(as_oci_type(kDockerLayerGzipType), kLayerGzipType);
  EXPECT_EQ(as_oci_type("text/plain"), "text/plain");
  EXPECT_TRUE(is_index_type(kDockerManifestListType));
  EXPECT_TRUE(is_config_type(kDockerConfigType));
  EXPECT_FALSE(is_manifest_type(kIndexType));
}

TEST(MediaTypes, OfLayersTellHowTheyAreCompressed) {
  EXPECT_EQ(layer_compression(kDockerLayerTarType), LayerCompression::kNone);
  EXPECT_EQ(layer_compression(kDockerLayerGzipType), LayerCompression::kGzip);
  EXPECT_EQ(layer_compression(kLayerZstdType), LayerCompression::kZstd);
  EXPECT_FALSE(layer_compression("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"));
  EXPECT_FALSE(layer_compression("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"));
  EXPECT_FALSE(layer_compression(kManifestType));
  EXPECT_EQ(layer_type(LayerCompression::kZstd), kLayerZstdType);
}

}  // namespace
}  // namespace slipway::oci
