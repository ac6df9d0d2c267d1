package dev.coppice.lifecycle.spi;

import java.security.PublicKey;

/** Signs certificates with Ed25519. Never kept in a database they certify. Safe for any thread. */
public interface SigningKey {
    /** The public half. */
    PublicKey publicKey();

    /** The signature of {@code message}, 64 bytes. */
    byte[] sign(byte[] message);
}
