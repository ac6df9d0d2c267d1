package dev.coppice.cli.internal.demo;

/**
 * One claim, and what was found when it was checked.
 *
 * @param name what was checked, by scene
 * @param held whether it is so
 * @param detail what was found, and where it is not so what was expected
 */
record Check(String name, boolean held, String detail) {
    /** Two things that must be the same. */
    static Check same(String name, Object expected, Object found) {
        return expected.equals(found)
                ? new Check(name, true, String.valueOf(found))
                : new Check(name, false, "expected " + expected + ", found " + found);
    }

    /** Something that must be so. */
    static Check that(String name, boolean held, String detail) {
        return new Check(name, held, held ? detail : "not so: " + detail);
    }
}
