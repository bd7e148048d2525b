// Three calls by the client that openapi-generator writes for Go.
package main

import (
	"context"
	"fmt"
	"os"

	"globale"
)

const dispatched = `{"OrderId":"testID","OrderStatus":{"OrderStatusCode":"DEL_12","Name":"Delayed"}}`
const refunded = `{"OrderId":"GE123874638GB","TotalRefundAmount":100,"RefundComments":"","RefundReason":{"OrderRefundReasonCode":"RETURN","Name":"RETURN"}}`

func piece(cartItem string, amount float32) globale.RefundProduct {
	one, price := float32(1), amount
	product := globale.NewRefundProduct(*globale.NewNullablePrintedAmount(&globale.PrintedAmount{Float32: &one}))
	product.SetCartItemId(cartItem)
	product.SetRefundAmount(globale.PrintedAmount{Float32: &price})
	return *product
}

func must(failed error) {
	if failed != nil {
		fmt.Fprintln(os.Stderr, failed)
		os.Exit(1)
	}
}

func main() {
	settings := globale.NewConfiguration()
	settings.Servers = globale.ServerConfigurations{{URL: os.Getenv("CONSUMER_URL")}}
	key := map[string]globale.APIKey{"merchantGUID": {Key: os.Getenv("CONSUMER_GUID")}}
	ctx := context.WithValue(context.Background(), globale.ContextAPIKeys, key)
	client := globale.NewAPIClient(settings)

	product := globale.NewProduct()
	product.SetProductCode("1020872")
	product.SetDeliveryQuantity(1)
	parcels := []string{`{"ParcelCode":"12345-1"}`, `{"ParcelCode":"12345-2"}`}
	taken, _, failed := client.DispatchAPI.UpdateOrderDispatch(ctx).OrderStatus(dispatched).ParcelsList(parcels).Product([]globale.Product{*product}).Execute()
	must(failed)
	fmt.Println("UpdateOrderDispatch", taken.GetSuccess())

	orders, _, failed := client.TrackingAPI.GetOrdersDetails(ctx).OrderDetailsFilter(*globale.NewOrderDetailsFilter([]string{"GE123874638GB"})).Execute()
	must(failed)
	fmt.Println("GetOrdersDetails", orders[0].GetOrderId())

	products := []globale.RefundProduct{piece("134643", 42), piece("134644", 58)}
	paid, _, failed := client.RefundsAPI.CreateOrderRefund(ctx).OrderRefund(refunded).RefundProduct(products).Execute()
	must(failed)
	fmt.Println("CreateOrderRefund", paid.GetSuccess())
}
