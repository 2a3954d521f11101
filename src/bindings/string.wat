;; Makes a JavaScript string of UTF-8 in the engine's memory, without the platform's TextDecoder: a call of that takes several
;; times as long as an event of some hundred bytes is worth, and what is no ASCII it decodes slowly.
;;
;; Not in Rust, because Rust has no arrays of the garbage collector's, and a string is only made of such a one; and not in
;; the engine, because an engine with it would run in the newest browsers only. Those without it do with the TextDecoder.
(module
  (type $units (array (mut i16)))
  (import "engine" "memory" (memory 1))
  ;; For whoever watches what is instantiated, to see how much memory it has: it is the engine's.
  (export "memory" (memory 0))
  (import "wasm:js-string" "fromCharCodeArray"
    (func $string (param (ref null $units) i32 i32) (result (ref extern))))

  ;; The string's UTF-16 code units. Made once, and again if a longer text comes.
  (global $room (mut (ref $units)) (array.new_default $units (i32.const 512)))

  ;; The text from one address to another, behind which there is a line end. Null if it is no UTF-8: how much of it each
  ;; U+FFFD stands for is for the platform to say.
  (func (export "string") (param $at i32) (param $end i32) (result externref)
    (local $units (ref $units))
    (local $count i32)
    (local $code i32)
    (local $more i32)
    ;; No text has more code units than bytes.
    (if (i32.lt_u (array.len (global.get $room)) (i32.sub (local.get $end) (local.get $at)))
      (then (global.set $room (array.new_default $units (i32.sub (local.get $end) (local.get $at))))))
    (local.set $units (global.get $room))
    (block $invalid
      (block $done
        (loop $next
          ;; What most texts are made of, with one look at four bytes.
          (if (i32.le_u (i32.add (local.get $at) (i32.const 4)) (local.get $end))
            (then
              (local.set $more (i32.load (local.get $at)))
              ;; Four of ASCII.
              (if (i32.eqz (i32.and (local.get $more) (i32.const 0x80808080)))
                (then
                  (array.set $units (local.get $units) (local.get $count) (i32.load8_u (local.get $at)))
                  (array.set $units (local.get $units)
                    (i32.add (local.get $count) (i32.const 1)) (i32.load8_u offset=1 (local.get $at)))
                  (array.set $units (local.get $units)
                    (i32.add (local.get $count) (i32.const 2)) (i32.load8_u offset=2 (local.get $at)))
                  (array.set $units (local.get $units)
                    (i32.add (local.get $count) (i32.const 3)) (i32.load8_u offset=3 (local.get $at)))
                  (local.set $at (i32.add (local.get $at) (i32.const 4)))
                  (local.set $count (i32.add (local.get $count) (i32.const 4)))
                  (br $next)))
              ;; A character of three.
              (if (i32.eq (i32.and (local.get $more) (i32.const 0xC0C0F0)) (i32.const 0x8080E0))
                (then
                  (local.set $code (i32.or
                    (i32.and (i32.shl (local.get $more) (i32.const 12)) (i32.const 0xF000))
                    (i32.or
                      (i32.and (i32.shr_u (local.get $more) (i32.const 2)) (i32.const 0xFC0))
                      (i32.and (i32.shr_u (local.get $more) (i32.const 16)) (i32.const 0x3F)))))
                  (local.set $more (i32.and (local.get $code) (i32.const 0xF800)))
                  ;; Otherwise it is longer than it need be, or a surrogate.
                  (if (i32.and (i32.ne (local.get $more) (i32.const 0)) (i32.ne (local.get $more) (i32.const 0xD800)))
                    (then
                      (array.set $units (local.get $units) (local.get $count) (local.get $code))
                      (local.set $at (i32.add (local.get $at) (i32.const 3)))
                      (local.set $count (i32.add (local.get $count) (i32.const 1)))
                      (br $next)))))))
          (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
          (local.set $code (i32.load8_u (local.get $at)))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (if (i32.ge_u (local.get $code) (i32.const 0x80))
            (then
              ;; A lead byte, with the first byte behind it. What is not from 0x80 to 0xBF is too large, then.
              (local.set $more (i32.xor (i32.load8_u (local.get $at)) (i32.const 0x80)))
              (br_if $invalid (i32.or
                (i32.gt_u (local.get $more) (i32.const 0x3F))
                (i32.gt_u (i32.sub (local.get $code) (i32.const 0xC2)) (i32.const 0x32))))
              (local.set $at (i32.add (local.get $at) (i32.const 1)))
              (local.set $more (i32.or (i32.shl (local.get $code) (i32.const 6)) (local.get $more)))
              (if (i32.lt_u (local.get $code) (i32.const 0xE0))
                (then (local.set $code (i32.and (local.get $more) (i32.const 0x7FF))))
                (else
                  (local.set $code (i32.xor (i32.load8_u (local.get $at)) (i32.const 0x80)))
                  (br_if $invalid (i32.gt_u (local.get $code) (i32.const 0x3F)))
                  (local.set $at (i32.add (local.get $at) (i32.const 1)))
                  (local.set $more (i32.or (i32.shl (local.get $more) (i32.const 6)) (local.get $code)))
                  (if (i32.lt_u (local.get $more) (i32.const 0xF0000))
                    (then
                      (local.set $code (i32.and (local.get $more) (i32.const 0xFFFF)))
                      ;; Longer than it need be, or a surrogate.
                      (br_if $invalid (i32.or
                        (i32.lt_u (local.get $code) (i32.const 0x800))
                        (i32.eq (i32.and (local.get $code) (i32.const 0xF800)) (i32.const 0xD800)))))
                    (else
                      (local.set $code (i32.xor (i32.load8_u (local.get $at)) (i32.const 0x80)))
                      (br_if $invalid (i32.gt_u (local.get $code) (i32.const 0x3F)))
                      (local.set $at (i32.add (local.get $at) (i32.const 1)))
                      (local.set $code (i32.and
                        (i32.or (i32.shl (local.get $more) (i32.const 6)) (local.get $code))
                        (i32.const 0x1FFFFF)))
                      (br_if $invalid (i32.ge_u
                        (i32.sub (local.get $code) (i32.const 0x10000))
                        (i32.const 0x100000)))
                      ;; Of a pair of surrogates, the first.
                      (array.set $units (local.get $units) (local.get $count)
                        (i32.add (i32.shr_u (local.get $code) (i32.const 10)) (i32.const 0xD7C0)))
                      (local.set $count (i32.add (local.get $count) (i32.const 1)))
                      (local.set $code
                        (i32.or (i32.and (local.get $code) (i32.const 0x3FF)) (i32.const 0xDC00)))))))))
          (array.set $units (local.get $units) (local.get $count) (local.get $code))
          (local.set $count (i32.add (local.get $count) (i32.const 1)))
          (br $next)))
      (return (call $string (local.get $units) (i32.const 0) (local.get $count))))
    (ref.null extern)))
