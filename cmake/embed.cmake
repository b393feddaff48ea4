# slipway_embed(TARGET SYMBOL FILE): the bytes of FILE as `slipway_SYMBOL_begin` and `slipway_SYMBOL_end` in TARGET.
function(slipway_embed target symbol file)
  set(assembly ${CMAKE_CURRENT_BINARY_DIR}/embedded_${symbol}.S)
  file(CONFIGURE OUTPUT ${assembly} @ONLY CONTENT [[
  .section .rodata
  .balign 16
  .globl slipway_@symbol@_begin
  .globl slipway_@symbol@_end
slipway_@symbol@_begin:
  .incbin "@file@"
slipway_@symbol@_end:
  .section .note.GNU-stack,"",@progbits
]])
  set_source_files_properties(${assembly} PROPERTIES OBJECT_DEPENDS "${file}")
  target_sources(${target} PRIVATE ${assembly})
endfunction()
