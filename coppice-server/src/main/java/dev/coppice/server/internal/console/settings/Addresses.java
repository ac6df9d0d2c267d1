package dev.coppice.server.internal.console.settings;

import dev.coppice.server.internal.console.Address;

/** The addresses of the pages. Names of settings have any characters in them, so they travel in the query. */
final class Addresses {
    static final String ALL = "/settings";
    static final String ONE = "/settings/setting";

    private Addresses() {}

    static String of(String name) {
        return with(ONE, "name", name);
    }

    static String with(String address, String parameter, String value) {
        return new Address(address).with(parameter, value).text();
    }
}
