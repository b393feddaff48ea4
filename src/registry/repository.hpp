#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci/manifest.hpp"
#include "registry/conversation.hpp"

namespace slipway::registry {

/// A manifest or an index: its bytes, and what they are.
struct Document {
  oci::Descriptor descriptor;
  std::string content;

  bool operator==(const Document&) const = default;
};

/// A repository of a registry (distribution specification 1.1). Each request is repeated while what fails may
/// pass (registry/retry.hpp), but for those of uploads, where more is to be done between two attempts. Throws
/// RegistryError for the registry's refusals, ConnectionError where it can't be reached any more.
class Repository {
 public:
  /// What tokens are asked for: one for all that a push needs, and none that pushes for a pull.
  enum class Access { kPull, kPush };

  /// The conversation has begun, and outlives this value. `name`: "library/debian".
  Repository(Conversation& conversation, std::string name, Access access);

  const std::string& name() const { return name_; }
  Conversation& conversation() const { return *conversation_; }
  /// "ghcr.io/team/app".
  std::string full_name() const;

  /// Whether the blob is there.
  bool has_blob(const oci::Digest& digest);
  /// Where the blob's content is uploaded to; nothing where the registry has it from the repository
  /// `mount_from` ("" for none) by now. One attempt; throws RegistryError with the status.
  std::optional<Url> begin_upload(const oci::Digest& digest, const std::string& mount_from);
  /// One attempt at a request of an upload. Its authorization is that of a push.
  HttpResponse send_upload(HttpRequest request);
  /// The address that the answer to a request for `request` gives for the next one.
  Url next_location(const Url& request, const HttpResponse& response) const;
  /// A part of a blob from `offset` on to the sink, with redirections. One attempt.
  HttpResponse fetch_blob(const oci::Digest& digest, std::uint64_t offset,
                          const std::function<void(const HttpResponse&, std::string_view)>& sink);

  /// The manifest or index of a tag or a digest ("sha256:..."), compared with the digest that was asked for;
  /// nothing where there is none.
  std::optional<Document> find_manifest(const std::string& reference);
  /// Its digest without its content, as the registry tells it.
  std::optional<oci::Digest> find_digest(const std::string& tag);
  /// Stores it under a tag or its digest; the blobs and manifests that it names are there.
  void put_manifest(const std::string& reference, const Document& document);
  /// All tags, as the registry sorts them; empty where there is no such repository.
  std::vector<std::string> tags();
  /// What refers to the manifest (distribution specification, "Listing Referrers"), from the registry's own
  /// list or where it has none, from the index under the tag sha256-HEX.
  oci::ImageIndex referrers(const oci::Digest& subject);

 private:
  Url url(std::string_view kind, std::string_view what) const;
  std::optional<HttpResponse> try_mount(const HttpRequest& request, const Scopes& scopes);
  HttpResponse get_manifest(const std::string& method, const std::string& reference);
  void check_stored(const Document& document, const HttpResponse& response) const;
  void add_referrer(const Document& document);

  Conversation* conversation_;
  std::string name_;
  Scopes scopes_;
};

}  // namespace slipway::registry
