#include "assets/names.hpp"
#include "assets/references.hpp"
#include "fuzz_support.hpp"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const assets::Latest latest = {{"a.png", "a-1.png"}, {"css/app.css", "css/app-2.css"}};
  const std::string_view text = fuzz::bytes(data, size);
  for (const char* folder : {".", "css"}) {
    const assets::Referrer referrer{.latest = latest, .folder = folder};
    assets::rewrite_stylesheet(text, referrer);
    assets::rewrite_script(text, referrer);
    assets::rewrite_source_map(text, referrer);
    assets::digested_url(text, referrer, true);
  }
  assets::is_product(text);
  assets::digested_name(text, "0");
  return 0;
}
