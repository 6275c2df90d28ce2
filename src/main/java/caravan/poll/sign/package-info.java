/** Signs requests, with the vendor's time where its clock differs. */
package caravan.poll.sign;
