/** What becomes of a subscription, by the customer's wish or the payment provider's word. */
@NullMarked
package dev.coppice.examples.graphplatform.billing;

import org.jspecify.annotations.NullMarked;
