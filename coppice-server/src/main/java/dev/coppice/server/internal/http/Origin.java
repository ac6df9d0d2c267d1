package dev.coppice.server.internal.http;

import io.javalin.http.Context;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** Where a request comes from, as far as callers are told apart by it. */
final class Origin {
    private static final int NETWORK = 8;

    private Origin() {}

    /** The address; of version 6 its network, of which one caller has as many addresses as it likes. */
    static String of(Context context) {
        return of(context.ip());
    }

    static String of(String address) {
        if (!address.contains(":")) {
            return address;
        }
        try {
            // No name is looked up for what has a colon.
            return InetAddress.getByName(address) instanceof Inet6Address six
                    ? HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), NETWORK)) + "/64"
                    : address;
        } catch (UnknownHostException malformed) {
            return address;
        }
    }
}
