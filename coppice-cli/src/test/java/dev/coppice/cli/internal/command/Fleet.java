package dev.coppice.cli.internal.command;

import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * Two databases, orders and eu-1, and a coppice.yaml that declares them and one where nobody listens, eu-2.
 *
 * @param orders the database of the test
 * @param eu the other
 * @param folder where the file lies
 */
record Fleet(TestDatabase orders, Sibling eu, Path folder) implements AutoCloseable {
    private static final String POLICIES = """
            policies:
              closed-carts:
                table: shop.cart
                when: "status = 'CLOSED'"
                age: closed_at
                keep: 90d
                targets: [orders, eu-1]
              open-carts:
                table: shop.cart
                when: "status = 'OPEN'"
                age: closed_at
                keep: 900d
                targets: ["eu-*"]
              orders-only:
                table: shop.cart
                when: "status = 'LOST'"
                age: closed_at
                keep: 90d
                targets: [orders]
            """;

    static Fleet of(TestDatabase orders, Path folder) {
        return new Fleet(orders, Sibling.of(orders, "_eu"), folder);
    }

    /** A command about those that are there. */
    CommandRun run(String... words) {
        return run(false, words);
    }

    /** A command about all three. */
    CommandRun withDown(String... words) {
        return run(true, words);
    }

    private CommandRun run(boolean down, String... words) {
        return CommandRun.of(Stream.concat(Arrays.stream(words), Stream.of("--config", config(down)))
                .toArray(String[]::new));
    }

    /** The file, with the one that is down or without. */
    String config(boolean down) {
        return Shop.write(
                folder,
                "targets:\n" + target("orders", orders) + target("eu-1", eu)
                        + (down ? "  eu-2: { url: \"postgresql://ana@127.0.0.1:1/shop\" }\n" : "") + POLICIES);
    }

    /** Fills both: 8 carts in orders, 40 in eu-1. */
    void shops() {
        Shop.open(orders, 8);
        Shop.open(eu, 40);
    }

    private static String target(String name, TestDatabase database) {
        return "  " + name + ": { url: \"" + database.url() + "\", user: " + database.user() + " }\n";
    }

    /** Makes the schema coppice in both. */
    void migrate() {
        run("schema", "migrate", "--target", "orders");
        run("schema", "migrate", "--target", "eu-1");
    }

    /** Holds a table of one. */
    void hold(String target, String table) {
        var run = run("hold", "add", table, "--whole-table", "--reason", "case 118", "--target", target);
        if (run.exitCode() != 0) {
            throw new IllegalStateException("fixture failed: " + run.err());
        }
    }

    /** The values of one field of each item. */
    static List<String> texts(JsonNode items, String path) {
        return StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.at(path).asString())
                .toList();
    }

    @Override
    public void close() {
        eu.close();
    }
}
