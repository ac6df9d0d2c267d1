package dev.coppice.control;

/** A part of the configuration with rules that span several keys. */
@FunctionalInterface
public interface Checked {
    /** Reports what does not fit together. Called once all keys of the part were read without a problem. */
    void check(Problems problems);
}
