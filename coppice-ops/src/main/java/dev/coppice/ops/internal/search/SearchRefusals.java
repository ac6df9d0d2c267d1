package dev.coppice.ops.internal.search;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.internal.spec.Names;
import org.jooq.Field;

/** What a search refuses, before any statement unless said otherwise. None carries a cursor or a value of a filter. */
public final class SearchRefusals {
    private static final String PAGE = "The page was refused.";
    private static final String FILTER = "The filter was refused.";

    private SearchRefusals() {}

    /** A page without rows. */
    public static CoppiceException pageSize(String parameter, int size) {
        return refused(
                "page-size", PAGE, parameter + " must be 1 or more, was: " + size + ".", "Ask for a row or more.");
    }

    /** Fewer than no rows before a page. */
    public static CoppiceException negativeOffset(long offset) {
        return refused(
                "negative-offset", PAGE, "offset must be 0 or more, was: " + offset + ".", "Ask for offset 0 or more.");
    }

    /** A count that ends before it begins. */
    public static CoppiceException countLimit(long limit) {
        return refused(
                "count-limit",
                PAGE,
                "The limit of the count must be 1 or more, was: " + limit + ".",
                "Count up to 1 or more, or do not ask for a total.");
    }

    /** Parameters that belong to different ways of paging. */
    public static CoppiceException mixedPage(String found) {
        return refused("mixed-page", PAGE, found, "Give first with after, or last with before, or limit with offset.");
    }

    /** A cursor or offset, but nothing that says how many rows. */
    public static CoppiceException pageWithoutSize(String given, String needed) {
        return refused(
                "page-without-size", PAGE, given + " was given without " + needed + ".", "Give " + needed + " too.");
    }

    /** A parameter that is no number. */
    public static CoppiceException notANumber(String parameter) {
        return refused(
                "not-a-number",
                PAGE,
                parameter + " is not a whole number, or too great.",
                "Give " + parameter + " as digits.");
    }

    /** Groups in groups in groups. */
    public static CoppiceException filterTooDeep(int limit) {
        return refused(
                "filter-too-deep", FILTER, "Its groups are nested more than " + limit + " deep.", "Nest them less.");
    }

    /** Too many values. */
    public static CoppiceException filterTooLarge(int limit, int found) {
        return refused(
                "filter-too-large",
                FILTER,
                "It compares with " + found + " values, and " + limit + " is the most.",
                "Ask for fewer at a time.");
    }

    /** A value of another type than its column's. */
    public static CoppiceException wrongValue(Field<?> column, String found) {
        return refused(
                "wrong-type",
                FILTER,
                "Column " + Names.of(column) + " takes " + column.getType().getSimpleName() + ", was given " + found
                        + ".",
                "Give a value of the column's type.");
    }

    /** A pattern on what is not text. */
    public static CoppiceException wrongOperator(Field<?> column, String operator) {
        return refused(
                "wrong-operator",
                FILTER,
                operator + " is for text, and column " + Names.of(column) + " is "
                        + column.getType().getSimpleName() + ".",
                "Compare it by eq, in, or a range.");
    }

    /** A scope that would show the whole table. */
    public static CoppiceException unlimitedScope() {
        return refused(
                "unlimited-scope",
                "The scope was not built.",
                "Its condition limits nothing and would show every row of the table.",
                "Give a condition, or use searchGlobal if the whole table is meant.");
    }

    static CoppiceException noScope(String search) {
        return refusedSearch(
                "no-scope",
                search,
                "It has no scope, and would show every row of the table.",
                "Give a scope, or use searchGlobal if the whole table is meant.");
    }

    static CoppiceException nullScope(String search, int number) {
        return refusedSearch("null-scope", search, "Scope " + number + " is null.", "Leave it out.");
    }

    static CoppiceException pageTooLarge(String search, int limit, int size) {
        return refusedSearch(
                "page-too-large",
                search,
                "It was asked for " + size + " rows, and " + limit + " is the most.",
                "Ask for fewer rows, and for the next page.");
    }

    static CoppiceException noKey(String search) {
        return refusedSearch(
                "no-key",
                search,
                "It does not know what identifies a row, and its order would not be total.",
                "Add keyedBy(column, …) with the columns of the primary key.");
    }

    static CoppiceException keyNotUnique(String search) {
        return refusedSearch(
                "key-not-unique",
                search,
                "Its key holds no key of the table that is never null.",
                "Name all columns of the primary key in keyedBy.");
    }

    static CoppiceException unknownColumn(String search, Field<?> column) {
        return refusedSearch(
                "unknown-column",
                search,
                "Its table has no column " + Names.of(column) + ".",
                "Name a column of the table.");
    }

    static CoppiceException wrongColumn(String search, Field<?> column, Field<?> known) {
        return refusedSearch(
                "wrong-type",
                search,
                "Column " + Names.of(column) + " is " + known.getType().getSimpleName()
                        + " in its table, and was given as " + column.getType().getSimpleName() + ".",
                "Give the column with the type it has.");
    }

    static CoppiceException notAColumn(String search) {
        return refusedSearch(
                "not-a-column",
                search,
                "Its order or key has an expression.",
                "Search in a select that has the expression as a column: Searcher.in(select(…).asTable(…)).");
    }

    /** A column that would decide twice. */
    public static CoppiceException repeatedColumn(String search, Field<?> column) {
        return refusedSearch(
                "repeated-column",
                search,
                "Its order names column " + Names.of(column) + " twice.",
                "Name each column once.");
    }

    /** After the statement, when the cursor was forged, or the type of a column has changed. */
    static CoppiceException badCursor(String search) {
        return refusedSearch(
                "bad-cursor",
                search,
                "The cursor was not made by this search in this order, or was changed since.",
                "Begin again without a cursor.");
    }

    /** After the statement. */
    static CoppiceException cursorTooLong(String search, int limit) {
        return refusedSearch(
                "cursor-too-long",
                search,
                "The values that place a row need a cursor of more than " + limit + " characters.",
                "Order by shorter columns, or use limit and offset.");
    }

    /** After the statement. */
    static CoppiceException unexpectedNull(String search, Field<?> column) {
        return refusedSearch(
                "unexpected-null",
                search,
                "Column " + Names.of(column) + " is null in a row, and is a column of the key or declared not null.",
                "Declare it as nullable, and leave it out of the key.");
    }

    private static CoppiceException refusedSearch(String reason, String search, String found, String next) {
        return refused(reason, "The search \"" + search + "\" was refused.", found, next);
    }

    private static CoppiceException refused(String reason, String refused, String found, String next) {
        return Fault.of("search." + reason, Fault.Kind.USAGE)
                .refused(refused)
                .found(found)
                .changed("Nothing was changed.")
                .next(next)
                .exception();
    }
}
